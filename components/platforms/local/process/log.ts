import fs from "node:fs";

/** What a process has written since it started, as text. */
export function logSince(file: string, offset: number): string {
  const handle = fs.openSync(file, "r");
  try {
    const length = Math.max(0, fs.fstatSync(handle).size - offset);
    const buffer = Buffer.alloc(length);
    const read = fs.readSync(handle, buffer, 0, length, offset);
    return buffer.toString("utf8", 0, read);
  } finally {
    fs.closeSync(handle);
  }
}

/** Ports of the first line that announces listening; null when there is none yet. Lines that are still being written do not count. */
export function announcedPorts(log: string): Record<string, number> | null {
  for (const line of log.split("\n").slice(0, -1)) {
    const message = parseObject(line);
    if (message?.event !== "listening" || typeof message.ports !== "object" || message.ports === null) continue;
    const ports = Object.entries(message.ports).filter((entry): entry is [string, number] =>
      Number.isInteger(entry[1]),
    );
    if (ports.length > 0) return Object.fromEntries(ports);
  }
  return null;
}

/** The last lines that say something; at most `count`. */
export function lastLines(log: string, count: number): string {
  const lines = log.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-count).join("\n");
}

function parseObject(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // A service may print text that only looks like JSON; the announcement never does.
    return null;
  }
}
