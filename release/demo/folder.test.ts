import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTimeOf } from "../../components/platforms/local/process/proc.ts";
import { claimFolder, type DemoFolder, demoFolder } from "./folder.ts";
import { DEMO_VARIABLE, whatIsLeft } from "./processes.ts";

let root: string;
let folder: DemoFolder;
const children: ChildProcess[] = [];

beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), "demo-"));
  folder = demoFolder(root);
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  fs.rmSync(root, { recursive: true });
});

/** A process as an engine or a guard of a demo in this folder is. */
async function startMarked(): Promise<ChildProcess> {
  const env = { ...process.env, [DEMO_VARIABLE]: folder.absolute };
  const child = spawn(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)"], { env });
  children.push(child);
  await once(child.stdout, "data");
  return child;
}

function writeOwner(owner: object): void {
  fs.mkdirSync(folder.absolute, { recursive: true });
  fs.writeFileSync(path.join(folder.absolute, "demo.json"), JSON.stringify(owner));
}

describe("claimFolder", () => {
  it("empties what a former demo left, and ends what it left running", async () => {
    writeOwner({ pid: process.pid, startTime: -1 });
    const leftover = await startMarked();
    const exited = once(leftover, "exit");
    fs.mkdirSync(path.join(folder.absolute, "state"));
    fs.writeFileSync(path.join(folder.absolute, "state", "old"), "");
    await claimFolder(folder);
    expect(fs.readdirSync(folder.absolute).sort()).toEqual(["commands", "demo.json", "state"]);
    expect(fs.readdirSync(path.join(folder.absolute, "state"))).toEqual([]);
    expect(await exited).toEqual([null, "SIGKILL"]);
  });

  it("refuses while another demo runs, and leaves that one alone", async () => {
    writeOwner({ pid: process.pid, startTime: startTimeOf(process.pid) });
    const other = await startMarked();
    await expect(claimFolder(folder)).rejects.toThrow(
      `a demo runs already in .canary/demo (process ${process.pid}); wait for it, or end it by Ctrl-C`,
    );
    expect(other.exitCode).toBeNull();
  });

  it("refuses a folder that is something else, such as the run folder of a stack with the same name", async () => {
    fs.mkdirSync(path.join(folder.absolute, "run"), { recursive: true });
    await expect(claimFolder(folder)).rejects.toThrow(".canary/demo exists and is not of a demo");
    expect(fs.readdirSync(folder.absolute)).toEqual(["run"]);
  });
});

describe("whatIsLeft", () => {
  it("names processes and open ports, and nothing where all has ended", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as net.AddressInfo;
    const child = await startMarked();
    const ports = { proxy: port, admin: port, prometheus: port };
    const left = await whatIsLeft(folder, [], ports);
    expect(left).toEqual([
      expect.stringContaining(`process ${child.pid}: `),
      `ports.proxy ${port} is open`,
      `ports.admin ${port} is open`,
      `ports.prometheus ${port} is open`,
    ]);
    child.kill("SIGKILL");
    await once(child, "exit");
    await new Promise((resolve) => server.close(resolve));
    expect(await whatIsLeft(folder, [], ports)).toEqual([]);
  });
});
