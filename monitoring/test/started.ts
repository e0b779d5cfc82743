import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { vi } from "vitest";
import { freePorts } from "../../test/harness/ports.ts";

const PATIENCE = { timeout: 60_000, interval: 100 };

/** A server of somebody else, started in a folder of its own and ended with `stack`. */
interface ServerSpec {
  readonly program: string;
  readonly args: (port: number, folder: string) => readonly string[];
  /** Text by path in the folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A real Prometheus that has read `prometheus.yml`; resolves to its URL once it answers. */
export function startPrometheus(stack: AsyncDisposableStack, files: Readonly<Record<string, string>>): Promise<string> {
  return start(stack, {
    program: process.env.PROMETHEUS ?? "prometheus",
    args: (port, folder) => [
      `--config.file=${path.join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${path.join(folder, "storage")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--scrape.discovery-reload-interval=1s",
    ],
    files,
  });
}

/** A real Alertmanager without peers; resolves to its URL once it answers. */
export function startAlertmanager(stack: AsyncDisposableStack, config: string): Promise<string> {
  return start(stack, {
    program: process.env.ALERTMANAGER ?? "prometheus-alertmanager",
    args: (port, folder) => [
      `--config.file=${path.join(folder, "alertmanager.yml")}`,
      `--storage.path=${path.join(folder, "storage")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ],
    files: { "alertmanager.yml": config },
  });
}

async function start(stack: AsyncDisposableStack, { program, args, files }: ServerSpec): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "monitoring-"));
  stack.defer(() => fs.rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, file), text);
  const [port = 0] = await freePorts(1);
  const child = spawn(program, [...args(port, folder)], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code) => resolve(`ended with ${code}: ${log}`));
  });
  stack.defer(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  const failed = ended.then((why) => Promise.reject(new Error(`${program} did not start: ${why}`)));
  // Whoever ends it later is answered by `ended`.
  failed.catch(() => undefined);
  await Promise.race([vi.waitUntil(isReady, PATIENCE), failed]);
  return url;
}
