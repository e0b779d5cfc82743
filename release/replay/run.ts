import fs from "node:fs";
import { stackHome } from "../../components/stack-home.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { readEvents } from "../../gates/events.ts";
import { prometheusAt } from "../../gates/prometheus.ts";
import type { SloLimits, SloStrategy } from "../../gates/slo/limits.ts";
import { describeChecks } from "../../gates/verdict.ts";
import type { Environment } from "../environment.ts";
import { prometheusUrl } from "../prometheus-url.ts";
import { readStackConfig } from "../stack-config.ts";
import { recordFrom } from "./from-prometheus.ts";
import { lastGate, type PastGate } from "./last-gate.ts";
import { parseRecording, type Recording } from "./recording.ts";
import { replay } from "./replay.ts";

export interface ReplayOptions {
  readonly environment: Environment;
  /** Absent: the stack's. */
  readonly strategy?: SloStrategy;
  /** Where the polls are from. */
  readonly source: ReplaySource;
  /** File to keep what was replayed in. */
  readonly save?: string;
  /** Standard output is one JSON object. */
  readonly json: boolean;
}

export type ReplaySource =
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "last gate" }
  | { readonly kind: "range"; readonly gate: PastGate };

/**
 * Prints what the gate would have said and when.
 *
 * @returns 0 for a pass, else 1
 * @throws RPL001 when the file is no recording, or Prometheus has nothing of that time; PRM001; CHK001
 */
export async function runReplay({ environment, strategy, source, save, json }: ReplayOptions): Promise<number> {
  const { gates, prometheus } = readStackConfig(environment);
  const { slo } = gates;
  const limits = { ...slo, strategy: strategy ?? slo.strategy };
  const recording = await recordingFrom(source, environment, limits, slo.pollSeconds);
  if (save !== undefined) fs.writeFileSync(save, `${JSON.stringify(recording)}\n`);
  const { verdict, elapsedSeconds, polls } = replay(recording, limits, { ...slo, ...prometheus });
  if (json) {
    const { judged, baseline, share } = recording;
    const replayed = { strategy: limits.strategy, judged, baseline, share, elapsedSeconds, polls, ...verdict };
    process.stdout.write(`${JSON.stringify(replayed, null, 2)}\n`);
    return verdict.outcome === "pass" ? 0 : 1;
  }
  process.stdout.write(`${limits.strategy}: ${verdict.outcome} after ${elapsedSeconds} s, at poll ${polls}\n`);
  for (const line of describeChecks(verdict.checks)) process.stdout.write(`  ${line}\n`);
  return verdict.outcome === "pass" ? 0 : 1;
}

async function recordingFrom(
  source: ReplaySource,
  environment: Environment,
  { metrics }: SloLimits,
  pollSeconds: number,
): Promise<Recording> {
  if (source.kind === "file") return parseRecording(read(source.file), source.file);
  const gate = source.kind === "range" ? source.gate : lastGateOf(environment);
  const url = await prometheusUrl(environment);
  const recording = await recordFrom(prometheusAt(url), gate, metrics, Math.max(1, Math.round(pollSeconds)));
  const [from, to] = [gate.from, gate.to].map((at) => new Date(at).toISOString());
  if (recording.polls.length < 2) {
    throw new ReleaseError(
      "RPL001",
      `Prometheus at ${url} has ${recording.polls.length} polls of ${gate.judged.join(", ")} from ${from} to ${to}; two are needed at least`,
    );
  }
  process.stderr.write(`${gate.judged.join(", ")}, ${from} to ${to}, ${recording.polls.length} polls\n`);
  return recording;
}

function lastGateOf(environment: Environment): PastGate {
  const gate = lastGate(readEvents(stackHome(environment)));
  if (gate) return gate;
  throw new ReleaseError(
    "RPL001",
    `no update on this machine has told of an SLO gate of ${environment}; name a file, or --from, --to and --judged`,
  );
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
