/** A sample of Prometheus' text format, as a service's /metrics gives it. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { "\\n": "\n", '\\"': '"', "\\\\": "\\" };

/** Parses Prometheus' text format 0.0.4. Throws on a line that is none. */
export function parseExposition(text: string): ExposedSample[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const match = LINE.exec(line);
      if (!match) throw new Error(`not a line of Prometheus' text format: ${line.slice(0, 120)}`);
      const labels: Record<string, string> = {};
      for (const [, name, value] of (match[2] ?? "").matchAll(LABEL)) {
        labels[name ?? ""] = (value ?? "").replace(/\\[n"\\]/g, (sequence) => ESCAPES[sequence] ?? sequence);
      }
      return { name: match[1] ?? "", labels, value: match[3] === "+Inf" ? Infinity : Number(match[3]) };
    });
}

/** Sum of all samples of a metric whose labels include `labels`. 0 when there is none: a counter not yet touched. */
export function total(
  samples: readonly ExposedSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  return samples
    .filter((sample) => sample.name === name)
    .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
    .reduce((sum, sample) => sum + sample.value, 0);
}
