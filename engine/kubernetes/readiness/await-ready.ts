import { setTimeout } from "node:timers/promises";
import type { Cluster, KindInfo } from "../kubectl/cluster.ts";
import { KubectlError } from "../kubectl/kubectl-error.ts";
import { described, identityOf, type KubeObject, textAt } from "../objects/kube-object.ts";
import { explained } from "./explain.ts";
import { readinessOf } from "./readiness-of.ts";
import { type RelatedQuery, type Verdict, waiting } from "./verdict.ts";

/** How often to look at an object that is waited for, in ms. */
const INTERVAL_MS = 1_000;

/** What waiting for an object came to. */
export interface Awaited {
  /** As it was seen last. */
  readonly live: KubeObject;
  /** Why it is not ready, each a text for people; empty when it is. */
  readonly problems: readonly string[];
}

export interface AwaitOptions {
  readonly cluster: Cluster;
  readonly kind: KindInfo;
  /** The object as applied or read. */
  readonly object: KubeObject;
  /** What was asked for, whose annotations say how to wait. */
  readonly manifest: KubeObject;
  readonly timeoutMs: number;
  readonly canceled: AbortSignal;
  /** Told what it is waiting for, whenever that changes, and when it is ready after all. */
  readonly onProgress: (progress: string) => void;
}

/** Waits until an object is ready, will not get ready any more, or has had its time. */
export async function awaitReady(options: AwaitOptions): Promise<Awaited> {
  const { onProgress, timeoutMs, canceled } = options;
  const end = performance.now() + timeoutMs;
  let told = "";
  let live = options.object;
  for (;;) {
    const seen = await lookTolerantly({ ...options, object: live });
    live = seen.live;
    const { verdict } = seen;
    if (verdict.state === "ready") {
      if (told !== "") onProgress("ready");
      return { live, problems: [] };
    }
    if (verdict.state === "failed") return { live, problems: await problemsOf(options, verdict.reason, verdict) };
    // What needs events to be explained may be no trouble at all, only a matter of time.
    const trouble = verdict.troubles.find(({ eventsOf }) => eventsOf === undefined)?.text;
    const progress = trouble === undefined ? verdict.progress : `${verdict.progress}; ${trouble}`;
    if (canceled.aborted) return { live, problems: [canceledProblem(live, told)] };
    if (progress !== told) onProgress(progress);
    told = progress;
    if (performance.now() >= end) {
      const reason = `it was not ready after ${timeoutMs / 1000} s: ${verdict.progress}`;
      return { live, problems: await problemsOf(options, reason, verdict) };
    }
    try {
      await setTimeout(Math.min(INTERVAL_MS, Math.max(0, end - performance.now())), undefined, { signal: canceled });
    } catch {
      return { live, problems: [canceledProblem(live, told)] };
    }
    const now = (await getTolerantly(options)) ?? live;
    if (uidOf(now) !== uidOf(live)) {
      const fate = uidOf(now) === "" ? "it was deleted" : "it was deleted and made again by somebody else";
      return { live, problems: [`${described(identityOf(live))}: ${fate} while it was waited for`] };
    }
    live = now;
  }
}

function canceledProblem(live: KubeObject, progress: string): string {
  return `${described(identityOf(live))}: canceled while it was waited for${progress === "" ? "" : `: ${progress}`}`;
}

function uidOf(object: KubeObject): string {
  return textAt(object, "metadata", "uid");
}

/** What an object comes to right now. */
export async function look(
  options: Pick<AwaitOptions, "cluster" | "object" | "manifest">,
): Promise<{ readonly live: KubeObject; readonly verdict: Verdict }> {
  const { cluster, object, manifest } = options;
  const readiness = readinessOf(manifest);
  const alone = readiness.judge(object, []);
  if (alone.state === "ready") return { live: object, verdict: alone };
  const { namespace } = identityOf(object);
  const related = await Promise.all(readiness.related(object).map((query) => find(cluster, namespace, query)));
  return { live: object, verdict: related.length === 0 ? alone : readiness.judge(object, related.flat()) };
}

/** The problems that a look at an object found; empty when it is ready. */
export async function problemsNow(options: Omit<AwaitOptions, "timeoutMs" | "onProgress">): Promise<readonly string[]> {
  const { verdict } = await look(options);
  if (verdict.state === "ready") return [];
  const reason = verdict.state === "failed" ? verdict.reason : `it is not ready: ${verdict.progress}`;
  return problemsOf(options, reason, verdict);
}

async function find(cluster: Cluster, namespace: string, query: RelatedQuery): Promise<KubeObject[]> {
  if ("selector" in query) return cluster.list(query.resources, namespace, [`--selector=${query.selector}`]);
  const found = await cluster.get(
    { resource: query.resources, namespaced: false },
    { name: query.name, namespace: "" },
  );
  return found === undefined ? [] : [found];
}

/** A cluster that does not answer for a while is waited for like everything else. */
async function lookTolerantly(options: AwaitOptions): ReturnType<typeof look> {
  try {
    return await look(options);
  } catch (error) {
    return { live: options.object, verdict: verdictOf(error) };
  }
}

function verdictOf(error: unknown): Verdict {
  if (!(error instanceof KubectlError)) throw error;
  if (error.failure === "canceled") return waiting("canceled");
  if (error.failure !== "unreachable") throw error;
  return waiting("the cluster does not answer", [{ text: error.message }]);
}

/** @returns undefined when the cluster does not answer now */
async function getTolerantly(options: AwaitOptions): Promise<KubeObject | undefined> {
  const identity = identityOf(options.object);
  try {
    // Of an object that is gone nothing is left, not even its uid.
    return (await options.cluster.get(options.kind, identity)) ?? {};
  } catch (error) {
    verdictOf(error);
    return undefined;
  }
}

async function problemsOf(
  options: Pick<AwaitOptions, "cluster" | "object">,
  reason: string,
  { troubles, meanwhile }: Exclude<Verdict, { state: "ready" }>,
): Promise<readonly string[]> {
  const identity = identityOf(options.object);
  const details = await explained(options.cluster, identity, troubles);
  return [`${described(identity)}: ${reason}`, ...details, ...(meanwhile === undefined ? [] : [meanwhile])];
}
