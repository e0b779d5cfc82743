import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Lifecycle } from "../../../../../dynamic/lifecycle.ts";
import { ReleaseError } from "../../../../../errors/release-error.ts";
import { callThrough } from "../../../../../tunnel/reach.ts";
import type { Labels } from "../../labels.ts";
import type { ClusterPlace } from "../../settings.ts";
import { hurryVolumes } from "./hurry-volumes.ts";
import { loadedDigest, missingRevisions } from "./loaded.ts";

/** What Prometheus must have taken in. */
export interface TakenInInputs {
  readonly prometheusUrl: string;
  readonly revisions: readonly string[];
  /** Where the revisions are; another one is scraped anew. */
  readonly addresses: readonly string[];
  /** Of a Prometheus in the cluster, whose rules are in a volume; absent for one that takes none from here. */
  readonly rules?: { readonly digest: string; readonly place: ClusterPlace; readonly selector: Labels };
}

/** A volume follows its ConfigMap within a minute and a half, if the kubelet is not told to look sooner. */
const LIMIT_MS = 120_000;
const REQUEST_LIMIT_MS = 5000;
const POLL_MS = 500;

type NoOutputs = Record<never, never>;

/** That Prometheus has loaded the rules of a release and scrapes its revisions. Nothing is made or taken away here. */
export const lifecycle: Lifecycle<TakenInInputs, NoOutputs> = {
  async diff(_id, olds, news) {
    const { prometheusUrl, revisions, addresses, rules } = olds;
    return { changes: !isDeepStrictEqual({ prometheusUrl, revisions, addresses, rules }, plain(news)), replaces: [] };
  },

  async create(inputs) {
    await waitUntilTakenIn(inputs);
    return { id: "scrape", outs: inputs };
  },

  async update(_id, _olds, news) {
    await waitUntilTakenIn(news);
    return { outs: news };
  },

  async read(id, props) {
    return (await missing(props)).length === 0 ? { id, props } : {};
  },

  async delete() {},
};

function plain({ prometheusUrl, revisions, addresses, rules }: TakenInInputs) {
  return { prometheusUrl, revisions, addresses, rules };
}

async function waitUntilTakenIn(inputs: TakenInInputs): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  if (inputs.rules) await hurryVolumes(inputs.rules.place, inputs.rules.selector, inputs.rules.digest);
  for (;;) {
    const problem = await takeIn(inputs);
    if (problem === undefined) return;
    if (performance.now() >= deadline) throw problem;
    await sleep(POLL_MS);
  }
}

/** @returns why not everything is taken in; a pod that is just being replaced does not answer for a while */
async function takeIn(inputs: TakenInInputs): Promise<ReleaseError | undefined> {
  try {
    const lacking = await missing(inputs);
    if (lacking.length === 0) return undefined;
    const refusal = inputs.rules ? await reload(inputs.prometheusUrl) : undefined;
    return new ReleaseError(
      "RUN003",
      `Prometheus at ${inputs.prometheusUrl} has not taken everything in after ${LIMIT_MS / 1000} s: ${[...lacking, ...(refusal ?? [])].join("; ")}`,
    );
  } catch (error) {
    if (error instanceof ReleaseError) return error;
    throw error;
  }
}

/** What it has not taken in, in words. */
async function missing({ prometheusUrl, revisions, rules }: TakenInInputs): Promise<string[]> {
  const digest = rules ? loadedDigest(await get(`${prometheusUrl}/api/v1/rules`)) : undefined;
  const without = missingRevisions(revisions, await get(`${prometheusUrl}/api/v1/targets?state=active`));
  return [
    ...(digest === rules?.digest ? [] : [`its rules have the digest ${digest ?? "of none"}, not ${rules?.digest}`]),
    ...without.map((revision) => `it scrapes no pod of ${revision}`),
  ];
}

/** @returns why it refuses the rules that it finds now; undefined when it has loaded them. */
async function reload(prometheusUrl: string): Promise<string[] | undefined> {
  const answer = await ask(`${prometheusUrl}/-/reload`, "POST");
  const text = (await answer.text()).trim();
  return answer.ok ? undefined : [`it refuses its rules: ${answer.status} ${text}`];
}

async function get(url: string): Promise<unknown> {
  const answer = await ask(url, "GET");
  if (!answer.ok) throw new ReleaseError("PRM001", `Prometheus answered ${answer.status} to GET ${url}`);
  return await answer.json();
}

async function ask(url: string, method: "GET" | "POST"): Promise<Response> {
  const call = (reached: string) => fetch(reached, { method, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
  try {
    return await callThrough(url, call, { isRepeatable: true });
  } catch (cause) {
    throw new ReleaseError("PRM001", `Prometheus cannot be reached: ${method} ${url} failed; is its pod running?`, {
      cause,
    });
  }
}
