import { setTimeout as sleep } from "node:timers/promises";
import { ReleaseError } from "../../../errors/release-error.ts";
import { differences, type LabelledTarget, type ListedTarget } from "./targets.ts";

/** Prometheus hands new targets on every 5 s, its scraper takes them over every second; the rest is for a busy machine. */
const LISTING_LIMIT_MS = 30_000;
const REQUEST_LIMIT_MS = 5000;
const POLL_MS = 50;

/** @throws when Prometheus cannot be reached or refuses its configuration or rules */
export async function reload(prometheusUrl: string): Promise<void> {
  const answer = await ask(`${prometheusUrl}/-/reload`, "POST");
  if (!answer.ok) {
    throw new ReleaseError(
      "RUN003",
      `Prometheus at ${prometheusUrl} refuses its rules: ${answer.status} ${(await answer.text()).trim()}`,
    );
  }
  await answer.body?.cancel();
}

/** Waits until Prometheus scrapes exactly these targets. */
export async function waitForTargets(prometheusUrl: string, wanted: readonly LabelledTarget[]): Promise<void> {
  const deadline = performance.now() + LISTING_LIMIT_MS;
  for (;;) {
    const missing = differences(wanted, await listTargets(prometheusUrl));
    if (missing.length === 0) return;
    if (performance.now() >= deadline) {
      throw new ReleaseError(
        "RUN003",
        `Prometheus at ${prometheusUrl}, ${LISTING_LIMIT_MS / 1000} s after it was told: ${missing.join("; ")}`,
      );
    }
    await sleep(POLL_MS);
  }
}

async function listTargets(prometheusUrl: string): Promise<ListedTarget[]> {
  const answer = await ask(`${prometheusUrl}/api/v1/targets?state=active`, "GET");
  if (!answer.ok)
    throw new ReleaseError(
      "PRM001",
      `Prometheus at ${prometheusUrl} does not list its targets: status ${answer.status}`,
    );
  const body = (await answer.json()) as { data: { activeTargets: ListedTarget[] } };
  return body.data.activeTargets;
}

async function ask(url: string, method: "GET" | "POST"): Promise<Response> {
  try {
    return await fetch(url, { method, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
  } catch (error) {
    throw new ReleaseError(
      "PRM001",
      `Prometheus cannot be reached: ${method} ${url} failed; see its log, or refresh to start it again`,
      {
        cause: error,
      },
    );
  }
}
