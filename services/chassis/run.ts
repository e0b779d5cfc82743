import type { AddressInfo } from "node:net";
import { drain } from "./drain.ts";
import { type Identity, readIdentity } from "./identity.ts";
import type { Service } from "./service.ts";
import { type Environment, integerSetting, optionalSetting, SettingError } from "./settings.ts";

export interface RunOptions {
  /** The service's own package.json. */
  readonly packageJson: URL;
  /** Where the service listens when PORT is unset; PORT=0 means any free port. */
  readonly defaultPort: number;
  readonly build: (identity: Identity, env: Environment) => Service | Promise<Service>;
}

const MAX_PORT = 65_535;
const MAX_SHUTDOWN_MS = 300_000;

/**
 * Runs a service as this process: reads PORT, HOST and SHUTDOWN_TIMEOUT_MS, builds, listens, prints the `listening`
 * line, and on SIGTERM or SIGINT drains and exits: 0 when every request was finished, 1 when some had to be cut.
 * A bad setting or a taken port is one line on stderr and exit 1.
 */
export async function runService(options: RunOptions): Promise<void> {
  const { env } = process;
  try {
    const identity = readIdentity(options.packageJson, env);
    const port = integerSetting(env, "PORT", { min: 0, max: MAX_PORT, default: options.defaultPort });
    const host = optionalSetting(env, "HOST") ?? "127.0.0.1";
    const timeoutMs = integerSetting(env, "SHUTDOWN_TIMEOUT_MS", { min: 1, max: MAX_SHUTDOWN_MS, default: 10_000 });
    const service = await options.build(identity, env);
    await listen(service, host, port);
    // Before the line that invites others to send signals.
    exitOnSignal(service, timeoutMs);
    // Whoever read our output may go away; a lost log line is no reason to fail requests.
    process.stdout.on("error", () => undefined);
    const { port: bound } = service.app.server.address() as AddressInfo;
    service.log({ event: "listening", service: identity.service, ports: { http: bound }, host, ...rest(identity) });
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function rest({ version, revision, gitCommit }: Identity) {
  return { version, revision, git_commit: gitCommit, pid: process.pid };
}

async function listen(service: Service, host: string, port: number): Promise<void> {
  try {
    await service.app.listen({ host, port });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const value = String(port);
    if (code === "EADDRINUSE") {
      throw new SettingError("PORT", value, `a port that no other process uses on ${host}, or 0 for any`, {
        cause: error,
      });
    }
    if (code === "EACCES") {
      throw new SettingError("PORT", value, "a port that this user may open, or 0 for any", { cause: error });
    }
    if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
      throw new SettingError("HOST", host, "an address of this machine (default 127.0.0.1)", { cause: error });
    }
    throw error;
  }
}

function exitOnSignal(service: Service, timeoutMs: number): void {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    const drained = drain(service, timeoutMs);
    service.log({ event: "draining", signal });
    const cut = await drained;
    service.log({ event: "stopped", requests_cut: cut });
    process.exit(cut === 0 ? 0 : 1);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
