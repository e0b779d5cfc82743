const UNITS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/**
 * Reads a duration as Go writes it: `90s`, `1h30m`, `1.5m`.
 * @returns seconds
 * @throws RangeError naming the text when it is none
 */
export function secondsOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text) {
    throw new RangeError(`'${text}' is not a duration: write it like 30s, 5m or 1h30m`);
  }
  return parts.reduce((seconds, [, count, unit]) => seconds + Number(count) * (UNITS[unit ?? ""] ?? 0), 0);
}
