import { stackHome } from "../../components/stack-home.ts";
import { ReleaseError, rootMessage } from "../../errors/release-error.ts";
import { type RecordedEvent, readEvents } from "../../gates/events.ts";
import { prometheusAt } from "../../gates/prometheus.ts";
import type { Environment } from "../environment.ts";
import { prometheusUrl } from "../prometheus-url.ts";
import { askPulumi } from "../pulumi.ts";
import { ROOT } from "../root.ts";
import { configReader, readStackConfig } from "../stack-config.ts";
import { parseHistory, type Update } from "./model/history.ts";
import { type Measurements, measuredByGates, sidesInEvents } from "./model/measurements.ts";
import { drawnUntil, eventsOf, type Release, releasesIn, wholeSpan } from "./model/releases.ts";
import { type Report, reportOf } from "./model/report.ts";
import { unfinishedUpdate } from "./model/unfinished.ts";
import { measureSeries } from "./series.ts";

/** What a stack's history and events say of all of its releases. */
export interface StackStory {
  readonly stack: Environment;
  readonly history: readonly Update[];
  readonly events: readonly RecordedEvent[];
  /** The oldest first. */
  readonly releases: readonly Release[];
}

/**
 * Reads a stack's history and what this machine has of its events.
 *
 * @param now ms since 1970
 * @throws REP001 when there is no history to read
 */
export async function readStory(stack: Environment, now: number): Promise<StackStory> {
  const args = ["stack", "history", "--json", "-s", stack, "--non-interactive"];
  const { exitCode, stdout, stderr } = await askPulumi(args);
  if (exitCode !== 0) {
    const reason = stderr.trim().split("\n").at(-1) ?? `exit code ${exitCode}`;
    throw new ReleaseError("REP001", `the history of stack ${stack} cannot be read: ${reason}; was it ever deployed?`);
  }
  const events = readEvents(stackHome(stack));
  const finished = parseHistory(stdout, configReader(ROOT));
  const unfinished = unfinishedUpdate(finished, events, () => readStackConfig(stack), now);
  const history = [...finished, ...(unfinished ? [unfinished] : [])];
  return { stack, history, events, releases: releasesIn(history) };
}

/**
 * The report of one release of a stack.
 *
 * @param number of the release; absent, the last one
 * @param now ms since 1970
 * @throws REP001 when the stack has no such release
 */
export async function gatherReport(story: StackStory, number: number | undefined, now: number): Promise<Report> {
  const { stack, history, events, releases } = story;
  const release = number === undefined ? releases.at(-1) : releases.find((each) => each.number === number);
  if (release === undefined) {
    const known = releases.length === 0 ? "its history tells of none" : `it has 1 to ${releases.length}`;
    throw new ReleaseError(
      "REP001",
      number === undefined
        ? `stack ${stack} has no release to report on: ${noReleaseReason(history)}`
        : `--release is ${number}; stack ${stack} has no such release: ${known} (--list shows them)`,
    );
  }
  const measurements = await measure(stack, release, events, now);
  return reportOf({ stack, release, releases: releases.length, history, events, measurements, now });
}

function noReleaseReason(history: readonly Update[]): string {
  const unread = history.filter(({ kind, asked }) => kind === "update" && asked === undefined).length;
  const but =
    unread === 0 ? "" : `; ${unread} of its ${history.length} updates have a config that today's program refuses`;
  return `no update of it is known to have named a canary${but}`;
}

/** Prometheus' history where it can be had, else what gates have told, with the reason. Never throws. */
async function measure(
  stack: Environment,
  release: Release,
  events: readonly RecordedEvent[],
  now: number,
): Promise<Measurements> {
  const mine = eventsOf(events, release);
  try {
    const url = await prometheusUrl(stack);
    const { scrapeSeconds } = release.updates.findLast(({ asked }) => asked)?.asked?.prometheus ?? {
      scrapeSeconds: 15,
    };
    const { from } = wholeSpan(release, now);
    const to = Math.min(drawnUntil(release, now), now);
    const span = { from, to, until: Math.min(release.spans[0]?.to ?? to, to), scrapeSeconds };
    const measured = await measureSeries(prometheusAt(url), span, sidesInEvents(mine));
    return "lines" in measured ? measured : measuredByGates(mine, measured.reason);
  } catch (error) {
    return measuredByGates(mine, `Prometheus could not be asked: ${rootMessage(error)}`);
  }
}
