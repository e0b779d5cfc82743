import { gatewayCommand, type Options } from "./command.ts";
import { startGateway } from "./gateway.ts";

/** Milliseconds that requests in flight have to finish after SIGTERM, unless SHUTDOWN_TIMEOUT_MS says otherwise. */
const SHUTDOWN_TIMEOUT = 10_000;

function log(entry: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}

const options = gatewayCommand().parse().opts<Options>();

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
