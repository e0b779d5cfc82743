import { Pool } from "undici";
import { type CompleteLoadOptions, completeOptions, type LoadOptions } from "./options.ts";
import type { LoadOutcome, LoadResult } from "./result.ts";
import { dueAtMs, dueNow, endOf } from "./schedule.ts";
import { type LoadMark, type LoadSummary, summarize } from "./summary.ts";

/** A load that is running or has ended. */
export type Load = {
  /** Settles when the load has ended, by itself or by `stop`, and every request is finished. */
  readonly ended: Promise<LoadSummary>;
  /** Sends nothing more, waits for the answers that are out (at most the timeout and a second), and sums everything up. */
  stop(): Promise<LoadSummary>;
  /** Everything so far. */
  snapshot(): LoadSummary;
  /** This moment, for `between`. */
  mark(): LoadMark;
  /** The requests that were sent from one mark to another, or to now. */
  between(from: LoadMark, to?: LoadMark): LoadSummary;
};

/** Beyond the timeout of requests: undici looks at its timers about twice a second. */
const patienceMs = 1_000;

/**
 * Sends requests at a fixed rate over kept-alive connections, whatever the answers do (open loop): a server that slows
 * down does not slow down its load, so waiting is measured and not left out.
 *
 * @throws RangeError naming the option, its value and what is allowed.
 */
export function startLoad(options: LoadOptions): Load {
  const settings = completeOptions(options);
  const end = endOf(settings.maxSeconds, settings.maxRequests, settings.requestsPerSecond);
  const pool = new Pool(settings.origin, {
    connections: settings.maxInFlight,
    pipelining: 1,
    connect: { timeout: settings.timeoutMs },
    headersTimeout: settings.timeoutMs,
    bodyTimeout: settings.timeoutMs,
  });
  const results: LoadResult[] = [];
  const inFlight = new Set<Promise<void>>();
  const startedAt = performance.now();
  const start: LoadMark = { at: epochMs(startedAt), sent: 0, skipped: 0 };
  let sent = 0;
  let skipped = 0;
  let timer: NodeJS.Timeout | undefined;
  let endedAt: number | undefined;
  const { promise: ended, resolve, reject } = Promise.withResolvers<LoadSummary>();

  function tick(): void {
    const elapsed = performance.now() - startedAt;
    const due = dueNow(sent + skipped, elapsed, settings.requestsPerSecond, end, settings.maxInFlight - inFlight.size);
    skipped += due.skip;
    for (let i = 0; i < due.send; i += 1) send();
    const next = sent + skipped;
    if (next >= end) {
      finish();
      return;
    }
    const delay = dueAtMs(next, settings.requestsPerSecond) - (performance.now() - startedAt);
    timer = setTimeout(tick, Math.max(0, delay));
  }

  function send(): void {
    const sentAt = performance.now();
    const latenessMs = Math.max(0, sentAt - startedAt - dueAtMs(sent + skipped, settings.requestsPerSecond));
    const sequence = sent;
    sent += 1;
    const request = requestOnce(pool, settings).then((outcome) => {
      const finishedAt = performance.now();
      const result: LoadResult = {
        sequence,
        sentAt: epochMs(sentAt),
        finishedAt: epochMs(finishedAt),
        latencyMs: finishedAt - sentAt,
        latenessMs,
        outcome,
      };
      results.push(result);
      inFlight.delete(request);
      settings.onResult?.(result);
    });
    inFlight.add(request);
  }

  function finish(): void {
    if (endedAt !== undefined) return;
    clearTimeout(timer);
    endedAt = epochMs(performance.now());
    drain().then(() => resolve(snapshot()), reject);
  }

  async function drain(): Promise<void> {
    const giveUp = setTimeout(() => void pool.destroy(), settings.timeoutMs + patienceMs);
    try {
      await Promise.all(inFlight);
      await pool.close();
    } finally {
      clearTimeout(giveUp);
    }
  }

  const mark = (): LoadMark => ({ at: endedAt ?? epochMs(performance.now()), sent, skipped });
  const between = (from: LoadMark, to: LoadMark = mark()) => summarize(results, from, to);
  const snapshot = () => between(start);

  tick();
  return {
    ended,
    stop() {
      finish();
      return ended;
    },
    snapshot,
    mark,
    between,
  };
}

async function requestOnce(pool: Pool, settings: CompleteLoadOptions): Promise<LoadOutcome> {
  try {
    const response = await pool.request({
      method: settings.method,
      path: settings.path,
      body: settings.body,
      headers: { "content-type": "application/json", ...settings.headers },
    });
    const text = await response.body.text();
    const isOk = response.statusCode >= 200 && response.statusCode < 300;
    return {
      kind: "response",
      status: response.statusCode,
      version: headerOf(response.headers, "x-service-version"),
      revision: headerOf(response.headers, "x-service-revision"),
      succeeded: isOk && (!settings.expectSuccess || reportsSuccess(text)),
    };
  } catch (error) {
    return { kind: "no-response", code: codeOf(error) };
  }
}

function headerOf(headers: Record<string, string | string[] | undefined>, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function reportsSuccess(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null && "success" in body && body.success === true;
  } catch {
    return false;
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function epochMs(monotonic: number): number {
  return performance.timeOrigin + monotonic;
}
