import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { call } from "../../gates/http.ts";
import { holderOf, type PortHolder } from "./port-holder.ts";

/** What a program said; `ok` when it ended with 0. */
export type Said =
  | { readonly kind: "ran"; readonly ok: boolean; readonly output: string }
  | { readonly kind: "not found" };

export interface Answer {
  readonly status: number;
  /** This machine's clock less the server's, in ms; undefined where the answer has no date. Whole seconds at best. */
  readonly skewMs: number | undefined;
}

/** What checks may ask of this machine. Nothing here changes it. */
export interface Machine {
  /** Runs a program; never throws. */
  run(command: string, ...args: string[]): Promise<Said>;
  /** Who listens on a port of this machine; undefined where nobody does. */
  holderOf(port: number): PortHolder | undefined;
  /** What a server answers to a GET, or why there is no answer. Never throws. @param url `kubernetes://` too */
  ask(url: string): Promise<Answer | { readonly reason: string }>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of a file; undefined where it cannot be read. */
  read(file: string): string | undefined;
  /** Free bytes for this user where a folder is, or will be. */
  freeBytes(folder: string): number;
  /** Whether this user may write into a folder, or make it. */
  mayWrite(folder: string): boolean;
  readonly isRoot: boolean;
}

const RUN_MS = 10_000;
const ASK_MS = 5000;

export const THIS_MACHINE: Machine = {
  async run(command, ...args) {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], timeout: RUN_MS });
    try {
      const [stdout, stderr, [code]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, "close"),
      ]);
      return { kind: "ran", ok: code === 0, output: `${stdout}${stderr}`.trim() };
    } catch {
      return { kind: "not found" };
    }
  },
  holderOf,
  async ask(url) {
    const before = Date.now();
    const reply = await call({ method: "GET", url, timeoutMs: ASK_MS });
    if (reply.kind === "no answer") return { reason: reply.reason };
    const date = Date.parse(reply.header("date") ?? "");
    // A date is cut to whole seconds: on average it is half a second old.
    const skewMs = Number.isNaN(date) ? undefined : (before + Date.now()) / 2 - (date + 500);
    return { status: reply.status, skewMs };
  },
  environment: process.env,
  read(file) {
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : undefined;
  },
  freeBytes(folder) {
    const { bavail, bsize } = fs.statfsSync(nearest(folder));
    return bavail * bsize;
  },
  mayWrite(folder) {
    try {
      const there = nearest(folder);
      fs.accessSync(there, fs.constants.W_OK);
      return fs.statSync(there).isDirectory();
    } catch {
      return false;
    }
  },
  isRoot: os.userInfo().uid === 0,
};

/** The folder, or the nearest one above it that is there. */
function nearest(folder: string): string {
  const whole = path.resolve(folder);
  return fs.existsSync(whole) ? whole : nearest(path.dirname(whole));
}
