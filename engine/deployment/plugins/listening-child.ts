import { setTimeout } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { Child, type ChildOptions } from "./child.ts";

/** How long a child has to print its port, in ms. */
const START_LIMIT_MS = 60_000;

/** How much of what a child wrote an error says, in lines. */
const TOLD_LINES = 20;

type Line = Parameters<ChildOptions["onLine"]>;

/** A process of the engine's that serves gRPC and has said where. */
export interface ListeningChild {
  readonly child: Child;
  /** `host:port`. */
  readonly address: string;
}

/**
 * Starts a process that writes the port of its gRPC service on a line of its own. Other lines are messages; those before
 * the port are told with it, or in the error.
 * @param subject names it in errors: "the plugin of the package 'kong'"
 * @param onStart called at once, so that also a process that hangs can be ended
 * @throws Error with what it wrote when it ends, or takes too long, before it names its port
 */
export async function startListening(
  subject: string,
  options: ChildOptions,
  onStart: (child: Child) => void,
): Promise<ListeningChild> {
  const port = Promise.withResolvers<number>();
  const early: Line[] = [];
  let listening = false;
  const child = new Child({
    ...options,
    onLine(line, from) {
      if (!listening && from === "stdout" && /^\d+$/.test(line.trim())) {
        listening = true;
        for (const earlier of early) options.onLine(...earlier);
        port.resolve(Number(line.trim()));
      } else if (listening) {
        options.onLine(line, from);
      } else {
        early.push([line, from]);
      }
    },
  });
  onStart(child);
  const failed = (reason: string, cause?: unknown): Error => new Error(told(`${subject} ${reason}`, early), { cause });
  const waiting = new AbortController();
  try {
    const found = await Promise.race([
      port.promise,
      child.ended.then(({ code, error }) => {
        throw failed(error ? "could not be started" : `ended with exit code ${code} before it named its port`, error);
      }),
      setTimeout(START_LIMIT_MS, undefined, { signal: waiting.signal }).then(() => {
        child.kill();
        throw failed(`did not name its port within ${START_LIMIT_MS / 1000} s`);
      }),
    ]);
    return { child, address: `127.0.0.1:${found}` };
  } finally {
    waiting.abort();
  }
}

function told(problem: string, lines: readonly Line[]): string {
  const texts = lines.map(([line]) => stripVTControlCharacters(line)).filter((line) => line.trim() !== "");
  return texts.length === 0 ? problem : `${problem}:\n${texts.slice(0, TOLD_LINES).join("\n")}`;
}
