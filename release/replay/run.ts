import fs from "node:fs";
import { ReleaseError } from "../../errors/release-error.ts";
import type { SloStrategy } from "../../gates/slo/decide.ts";
import { describeCheck } from "../../gates/verdict.ts";
import type { Environment } from "../environment.ts";
import { readStackConfig } from "../stack-config.ts";
import { parseRecording } from "./recording.ts";
import { replay } from "./replay.ts";

export interface ReplayOptions {
  readonly environment: Environment;
  /** Absent: the stack's. */
  readonly strategy?: SloStrategy;
}

/** Prints what the gate would have said and when. @returns 0 for a pass, else 1. @throws RPL001 when the file is no recording */
export function runReplay(file: string, { environment, strategy }: ReplayOptions): number {
  const { slo } = readStackConfig(environment).gates;
  const limits = { ...slo, strategy: strategy ?? slo.strategy };
  const { verdict, elapsedSeconds, polls } = replay(parseRecording(read(file), file), limits, slo.windowSeconds);
  process.stdout.write(`${limits.strategy}: ${verdict.outcome} after ${elapsedSeconds} s, at poll ${polls}\n`);
  for (const check of verdict.checks) process.stdout.write(`  ${describeCheck(check)}\n`);
  return verdict.outcome === "pass" ? 0 : 1;
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (cause) {
    throw new ReleaseError(
      "RPL001",
      `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}
