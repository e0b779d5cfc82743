import type { Exchange, PluginHandler } from "./handler.ts";
import { PERIODS, type Period } from "./rate-limiting.schema.ts";
import { windowStart } from "./rate-window.ts";

type Config = { [P in Period]: number | null } & {
  limit_by: "consumer" | "credential" | "ip" | "service" | "header" | "path";
  header_name: string | null;
  path: string | null;
  hide_client_headers: boolean;
  error_code: number | null;
  error_message: string | null;
};

/** Seconds, as Kong counts them for the reset header. */
const LENGTH: Record<Period, number> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  month: 2_592_000,
  year: 31_536_000,
};

/** Counters are dropped when there are this many, starting with those of windows that are over. */
const MAX_COUNTERS = 10_000;

interface Usage {
  period: Period;
  limit: number;
  remaining: number;
}

/** Limits requests per calendar window; the counters live in this process. */
export const rateLimiting: PluginHandler = {
  name: "rate-limiting",
  priority: 910,
  create(raw) {
    const config = raw as unknown as Config;
    const limits = PERIODS.flatMap((period) => {
      const limit = config[period];
      return limit === null || limit === undefined ? [] : [{ period, limit }];
    });
    const counters = new Map<string, { start: number; count: number }>();
    return {
      access(exchange) {
        const now = Date.now();
        const identifier = identify(config, exchange);
        const usages = limits.map(({ period, limit }) => {
          const counter = counters.get(`${identifier}:${period}`);
          const used = counter?.start === windowStart(period, now) ? counter.count : 0;
          return { period, limit, remaining: limit - used };
        });
        const exceeded = usages.findLast(({ remaining }) => remaining <= 0)?.period;
        if (!config.hide_client_headers) showUsage(exchange, usages, exceeded, now);
        if (exceeded) {
          const message = config.error_message ?? "API rate limit exceeded";
          return { kind: "error", status: config.error_code ?? 429, message };
        }
        for (const { period } of limits) count(counters, `${identifier}:${period}`, windowStart(period, now));
        return undefined;
      },
    };
  },
};

/** What is not known of a request falls back to the client's address. */
function identify(config: Config, { headers, match, path, clientIp, authenticated }: Exchange): string {
  switch (config.limit_by) {
    case "consumer":
      return authenticated?.consumer.id ?? clientIp;
    case "credential":
      return authenticated?.credential.id ?? clientIp;
    case "ip":
      return clientIp;
    case "service":
      return match?.service?.id ?? clientIp;
    case "header":
      return headers[(config.header_name ?? "").toLowerCase()]?.toString() || clientIp;
    case "path":
      return path === config.path ? path : clientIp;
  }
}

function count(counters: Map<string, { start: number; count: number }>, key: string, start: number): void {
  const counter = counters.get(key);
  if (counter?.start === start) counter.count += 1;
  else {
    if (counters.size >= MAX_COUNTERS) {
      for (const [other, { start: begun }] of counters) if (begun < start) counters.delete(other);
    }
    counters.set(key, { start, count: 1 });
  }
}

/** The window with the least left decides what the headers without a period say. */
function showUsage(exchange: Exchange, usages: Usage[], exceeded: Period | undefined, now: number): void {
  const shown = usages.map((usage) => {
    const taken = exceeded === undefined || exceeded === usage.period ? 1 : 0;
    return { ...usage, remaining: Math.max(0, usage.remaining - taken) };
  });
  for (const { period, limit, remaining } of shown) {
    exchange.responseHeaders[`x-ratelimit-limit-${period}`] = String(limit);
    exchange.responseHeaders[`x-ratelimit-remaining-${period}`] = String(remaining);
  }
  const [tightest] = shown.toSorted((a, b) => a.remaining - b.remaining || LENGTH[b.period] - LENGTH[a.period]);
  if (!tightest) return;
  const passed = Math.floor((now - windowStart(tightest.period, now)) / 1000);
  const reset = String(Math.max(1, LENGTH[tightest.period] - passed));
  exchange.responseHeaders["ratelimit-limit"] = String(tightest.limit);
  exchange.responseHeaders["ratelimit-remaining"] = String(tightest.remaining);
  exchange.responseHeaders["ratelimit-reset"] = reset;
  if (exceeded) exchange.responseHeaders["retry-after"] = reset;
}
