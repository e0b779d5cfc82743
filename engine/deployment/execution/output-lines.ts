import type { Reporter } from "./reporter.ts";

/** Shows what children write, each of their streams as one text. */
export class OutputLines {
  private readonly reporter: Reporter;
  private readonly streams = new Map<string, number>();

  constructor(reporter: Reporter) {
    this.reporter = reporter;
  }

  show(source: string, line: string, from: "stdout" | "stderr"): void {
    const key = `${source} ${from}`;
    const streamID = this.streams.get(key) ?? this.streams.size + 1;
    this.streams.set(key, streamID);
    this.reporter.diagnostic(from === "stdout" ? "info" : "info#err", `${line}\n`, { streamID });
  }
}
