import { InvalidArgumentError } from "commander";

const UNITS = { s: 1, m: 60, h: 3600 } as const;

/** Seconds of an option's value such as 90s, 30m or 24h. */
export function secondsOf(text: string): number {
  const match = /^(\d+)([smh])$/.exec(text);
  const seconds = match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : 0;
  if (seconds <= 0) throw new InvalidArgumentError("It must be a time such as 90s, 30m or 24h.");
  return seconds;
}
