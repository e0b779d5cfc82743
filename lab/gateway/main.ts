import { Command, InvalidArgumentError } from "commander";
import { startGateway } from "./gateway.ts";

/** Milliseconds that requests in flight have to finish after SIGTERM, unless SHUTDOWN_TIMEOUT_MS says otherwise. */
const SHUTDOWN_TIMEOUT = 10_000;

interface Options {
  proxyPort: number;
  adminPort: number;
  statusPort: number;
  host: string;
  data: string;
}

function port(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65535) {
    throw new InvalidArgumentError("A port is a whole number from 0 (any free one) to 65535.");
  }
  return Number(text);
}

function log(entry: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}

const options = new Command("gateway")
  .description("A reverse proxy with Kong's Admin API for this machine")
  .requiredOption("--proxy-port <port>", "where clients come in; 0 for any free port", port)
  .requiredOption("--admin-port <port>", "the Admin API, on 127.0.0.1 only; 0 for any free port", port)
  .requiredOption("--status-port <port>", "status and metrics, on 127.0.0.1 only; 0 for any free port", port)
  .option("--host <address>", "where the proxy listens", process.env.HOST ?? "127.0.0.1")
  .requiredOption("--data <file>", "the file that keeps services, routes, upstreams, targets and plugins")
  .parse()
  .opts<Options>();

try {
  const onError = (error: unknown) =>
    log({ event: "error", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  const gateway = await startGateway({ ...options, onError });
  log({ event: "listening", service: "gateway", ports: gateway.ports });
  const shutDown = () => {
    setTimeout(() => process.exit(1), Number(process.env.SHUTDOWN_TIMEOUT_MS ?? SHUTDOWN_TIMEOUT)).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.once("SIGTERM", shutDown);
  process.once("SIGINT", shutDown);
} catch (error) {
  process.stderr.write(`gateway: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}
