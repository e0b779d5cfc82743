import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { stringify } from "yaml";
import { startTimeOf } from "../../components/platforms/local/process/proc.ts";
import { endEverything } from "./processes.ts";
import type { DemoPorts } from "./releases.ts";

/** The stack that the demo makes, and destroys. */
export const STACK = "demo";

/** Where everything of a demo is. Paths are relative to the project root but for `absolute`. */
export interface DemoFolder {
  readonly absolute: string;
  /** CANARY_HOME of the demo's commands. */
  readonly canaryHome: string;
  /** Run folder of the stack. */
  readonly home: string;
  readonly configFile: string;
  readonly state: string;
  /** Where each command's whole output is. */
  readonly logs: string;
}

const OWNER_FILE = "demo.json";

export function demoFolder(root: string): DemoFolder {
  const folder = path.join(".canary", "demo");
  return {
    absolute: path.join(root, folder),
    canaryHome: folder,
    home: path.join(folder, STACK),
    configFile: path.join(folder, `Pulumi.${STACK}.yaml`),
    state: path.join(folder, "state"),
    logs: path.join(folder, "commands"),
  };
}

/**
 * Empties the folder for a new demo; ends first what one that was killed has left running.
 *
 * @throws when another demo runs in it, or when it is not a demo's
 */
export async function claimFolder(folder: DemoFolder): Promise<void> {
  const file = path.join(folder.absolute, OWNER_FILE);
  if (fs.existsSync(folder.absolute)) refuseOthers(folder, file);
  fs.mkdirSync(folder.absolute, { recursive: true });
  // Written first and kept: from here on the folder is this demo's.
  fs.writeFileSync(file, JSON.stringify({ pid: process.pid, startTime: startTimeOf(process.pid) }));
  await endEverything(folder);
  for (const entry of fs.readdirSync(folder.absolute)) {
    if (entry !== OWNER_FILE) fs.rmSync(path.join(folder.absolute, entry), { recursive: true });
  }
  for (const place of [folder.state, folder.logs]) {
    fs.mkdirSync(path.join(folder.absolute, path.relative(folder.canaryHome, place)));
  }
}

function refuseOthers({ canaryHome }: DemoFolder, file: string): void {
  if (!fs.existsSync(file)) {
    throw new Error(`${canaryHome} exists and is not of a demo; move it away, the demo would empty it`);
  }
  const { pid, startTime } = JSON.parse(fs.readFileSync(file, "utf8")) as { pid: number; startTime: number };
  if (startTimeOf(pid) === startTime) {
    throw new Error(`a demo runs already in ${canaryHome} (process ${pid}); wait for it, or end it by Ctrl-C`);
  }
}

/**
 * Writes the stack's config without any release. The project file beside it lets `stack init` put what it adds there,
 * and not into the project root.
 */
export function writeStackFiles(folder: DemoFolder, settings: Readonly<Record<string, unknown>>): void {
  const config = Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [`canary-release:${key}`, value] as const),
  );
  fs.writeFileSync(path.join(folder.absolute, `Pulumi.${STACK}.yaml`), stringify({ config }));
  fs.writeFileSync(path.join(folder.absolute, "Pulumi.yaml"), stringify({ name: "canary-release", runtime: "nodejs" }));
}

/** Ports on 127.0.0.1 that nobody has now. */
export async function freePorts(): Promise<DemoPorts> {
  const servers = await Promise.all([listen(), listen(), listen()]);
  const [proxy = 0, admin = 0, prometheus = 0] = servers.map((server) => {
    const address = server.address();
    return address !== null && typeof address === "object" ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return { proxy, admin, prometheus };
}

function listen(): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
