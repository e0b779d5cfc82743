import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { ExposureLimit } from "../cap.ts";

/**
 * What a guard needs to put traffic back: a file that exists exactly as long as more traffic may be exposed than has
 * passed. Removing it disarms the guard.
 */
export interface Lease {
  /** `127.0.0.1:PORT` of the engine whose update exposes more. */
  readonly engine: string;
  /** Process id of the plugin that watches. */
  readonly watcher: number;
  readonly admin: string;
  readonly home: string;
  /** The baseline to go back to. */
  readonly limits: readonly ExposureLimit[];
}

const schema = z.object({
  engine: z.string(),
  watcher: z.number().int().positive(),
  admin: z.string(),
  home: z.string(),
  limits: z.array(z.object({ upstream: z.string(), stable: z.string(), caps: z.record(z.string(), z.number()) })),
});

export function leaseFolder(home: string): string {
  return path.join(home, "run", "leases");
}

/** Writes the lease whole or not at all. */
export function writeLease(lease: Lease): string {
  const folder = leaseFolder(lease.home);
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${lease.watcher}-${lease.engine.split(":")[1]}.json`);
  fs.writeFileSync(`${file}.tmp`, JSON.stringify(lease));
  fs.renameSync(`${file}.tmp`, file);
  return file;
}

/** The lease in a file, or undefined when it was taken away. */
export function readLease(file: string): Lease | undefined {
  try {
    return schema.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

export function isHeld(file: string): boolean {
  return fs.existsSync(file);
}

export function endLease(file: string): void {
  fs.rmSync(file, { force: true });
  fs.rmSync(armedMark(file), { force: true });
}

/** The file that the guard writes when it watches. */
export function armedMark(file: string): string {
  return `${file}.armed`;
}

/** Takes back every lease of a stack: its gateway is going away on purpose, so there is nothing left to put back. */
export function endAllLeases(home: string): void {
  fs.rmSync(leaseFolder(home), { recursive: true, force: true });
}
