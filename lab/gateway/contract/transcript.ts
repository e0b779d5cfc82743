import { readFileSync } from "node:fs";

/** A request that a real Kong 3.9.3 was sent, and what it answered. */
export interface Pair {
  seq: number;
  group: string;
  note: string;
  server: "admin" | "proxy";
  request: { method: string; path: string; headers: Record<string, string | number>; body: unknown };
  response: { status: number; headers: Record<string, string>; body?: unknown; body_raw?: string };
}

export function readTranscript(): Pair[] {
  const text = readFileSync(new URL("transcript.jsonl", import.meta.url), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Pair);
}
