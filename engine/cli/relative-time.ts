const UNITS = [
  [86_400, "day"],
  [3600, "hour"],
  [60, "minute"],
  [1, "second"],
] as const;

/** `3 minutes ago`; less than a second is `now`. @param seconds how long ago */
export function relativeTime(seconds: number): string {
  const [length, unit] = UNITS.find(([size]) => seconds >= size) ?? [0, ""];
  if (length === 0) {
    return "now";
  }
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"} ago`;
}
