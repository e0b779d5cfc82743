import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import { isContinuousIntegration } from "./continuous-integration.ts";
import type { LiveRegion } from "./live-region.ts";

/** How a command talks to whoever started it. */
export interface Terminal {
  /** False when nobody can be asked: no terminal that can be used, CI, or `--non-interactive`. */
  readonly interactive: boolean;
  /** Where standard input is a terminal, there is nothing to read from it. */
  readonly inputIsTerminal: boolean;
  /** Whether colours are shown where nothing says otherwise. */
  readonly coloured: boolean;
  /** Draws its last lines anew in their place; undefined where that cannot be done. */
  readonly openLiveRegion: (() => Promise<LiveRegion>) | undefined;
  print(text: string): void;
  printError(text: string): void;
  ask(question: string): Promise<string>;
  /** Does not show what is typed. */
  askHidden(question: string): Promise<string>;
  /** All of standard input. */
  readInput(): Promise<string>;
}

/** A reader that goes away (`… | head`, a terminal that is closed) must not end an update in the middle. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") {
        throw error;
      }
    });
  }
}

/**
 * Waits until all that was written has been taken: an exit drops what a pipe has not yet had room for. A reader that has
 * gone takes nothing, and is not waited for.
 */
export async function flushed(): Promise<void> {
  const drained = (stream: NodeJS.WriteStream) => new Promise<void>((resolve) => stream.write("", () => resolve()));
  await Promise.all([drained(process.stdout), drained(process.stderr)]);
}

/** What there is to talk through. */
export interface Streams {
  readonly inputIsTerminal: boolean;
  readonly outputIsTerminal: boolean;
  /** Of the terminal that output goes to; some do not know their size. */
  readonly columns: number | undefined;
  readonly rows: number | undefined;
}

/** What can be done with a terminal, decided as the CLI decides it. */
export interface TerminalAbilities {
  readonly interactive: boolean;
  readonly coloured: boolean;
  /** Whether lines can be drawn anew in their place. */
  readonly live: boolean;
}

export function abilitiesOf(streams: Streams, env: NodeJS.ProcessEnv, nonInteractive: boolean): TerminalAbilities {
  const capable = streams.inputIsTerminal && streams.outputIsTerminal && env.TERM?.toLowerCase() !== "dumb";
  const interactive = capable && !nonInteractive && !isContinuousIntegration(env);
  const sized = (streams.columns ?? 0) > 0 && (streams.rows ?? 0) > 0;
  return { interactive, coloured: capable && env.NO_COLOR === undefined, live: interactive && sized };
}

export function processTerminal(nonInteractive: boolean): Terminal {
  const { env, stdin, stdout } = process;
  const inputIsTerminal = stdin.isTTY === true;
  const outputIsTerminal = stdout.isTTY === true;
  const streams = { inputIsTerminal, outputIsTerminal, columns: stdout.columns, rows: stdout.rows };
  const { interactive, coloured, live } = abilitiesOf(streams, env, nonInteractive);
  return {
    interactive,
    coloured,
    // Loaded where it is needed: most runs have no terminal.
    openLiveRegion: live ? async () => (await import("./live-region.ts")).openLiveRegion(stdout, stdin) : undefined,
    inputIsTerminal,
    print: (text) => process.stdout.write(`${text}\n`),
    printError: (text) => process.stderr.write(`${text}\n`),
    ask: (question) => ask(question, process.stdout),
    async askHidden(question) {
      process.stdout.write(question);
      const answer = await ask("", new Writable({ write: (_chunk, _encoding, done) => done() }));
      process.stdout.write("\n");
      return answer;
    },
    readInput: () => readAll(process.stdin),
  };
}

async function ask(question: string, output: NodeJS.WritableStream): Promise<string> {
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
