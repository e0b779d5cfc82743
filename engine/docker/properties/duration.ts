const NANOSECONDS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** What Go's `time.ParseDuration` reads of `1m30s`; an empty text is 0. @returns undefined for what is none */
export function nanosecondsOf(text: string): number | undefined {
  if (text === "" || text === "0") return 0;
  if (!/^(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  let sum = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)) {
    sum += Number(amount) * (NANOSECONDS[unit] ?? 0);
  }
  return Math.round(sum);
}

/** As Go writes a duration of nanoseconds, which is how the plugin keeps one in state: `1m30s`, `1.5s`, `500ms`. */
export function durationText(nanoseconds: number): string {
  if (nanoseconds === 0) return "0s";
  for (const [unit, size] of [
    ["ns", 1e3],
    ["µs", 1e6],
    ["ms", 1e9],
  ] as const) {
    if (nanoseconds < size) return `${nanoseconds / (size / 1e3)}${unit}`;
  }
  const hours = Math.floor(nanoseconds / 3600e9);
  const minutes = Math.floor((nanoseconds % 3600e9) / 60e9);
  const seconds = (nanoseconds % 60e9) / 1e9;
  return `${hours > 0 ? `${hours}h` : ""}${hours > 0 || minutes > 0 ? `${minutes}m` : ""}${seconds}s`;
}
