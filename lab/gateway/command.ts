import { Command, InvalidArgumentError } from "commander";

export interface Options {
  proxyPort: number;
  adminPort: number;
  statusPort: number;
  host: string;
  adminHost: string;
  data: string;
}

function port(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65535) {
    throw new InvalidArgumentError("A port is a whole number from 0 (any free one) to 65535.");
  }
  return Number(text);
}

/** The command line of the gateway. */
export function gatewayCommand(): Command {
  return new Command("gateway")
    .description("A reverse proxy with Kong's Admin API for this machine")
    .requiredOption("--proxy-port <port>", "where clients come in; 0 for any free port", port)
    .requiredOption("--admin-port <port>", "the Admin API; 0 for any free port", port)
    .requiredOption("--status-port <port>", "status and metrics, on 127.0.0.1 only; 0 for any free port", port)
    .option("--host <address>", "where the proxy listens", process.env.HOST ?? "127.0.0.1")
    .option("--admin-host <address>", "where the Admin API listens, which asks nobody who they are", "127.0.0.1")
    .requiredOption("--data <file>", "the file that keeps services, routes, upstreams, targets and plugins");
}
