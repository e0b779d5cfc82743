import type { Period } from "./rate-limiting.schema.ts";

/** When the calendar window (UTC) around a moment began; both in milliseconds since 1970. */
export function windowStart(period: Period, now: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (period) {
    case "second":
      return now - (now % 1000);
    case "minute":
      return now - (now % 60_000);
    case "hour":
      return now - (now % 3_600_000);
    case "day":
      return Date.UTC(year, month, day);
    case "month":
      return Date.UTC(year, month, 1);
    case "year":
      return Date.UTC(year, 0, 1);
  }
}
