import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { endAllWith } from "../../test/harness/processes.ts";
import type { Place } from "./place.ts";

/** How commands must end. */
export type Ending = "passes" | "fails";

export type Outcome =
  | { readonly kind: "as it must" }
  /** The session is over. */
  | { readonly kind: "not"; readonly why: string; readonly output: string };

/** A bash session that keeps variables and jobs from one text to the next. */
export class Session {
  readonly #place: Place;
  readonly #bash: ChildProcess;
  readonly #ended: Promise<string>;
  readonly #answers: AsyncIterator<string>;
  readonly #outputFile: string;
  #texts = 0;

  constructor(place: Place) {
    this.#place = place;
    this.#outputFile = path.join(place.folder, "output.log");
    const output = fs.openSync(this.#outputFile, "a");
    this.#bash = spawn("bash", ["--noprofile", "--norc", path.join(import.meta.dirname, "session.sh")], {
      cwd: place.root,
      env: { ...place.environment },
      // Not a pipe for the output: what runs on in the background would hold it.
      stdio: ["ignore", output, output, "pipe", "pipe"],
    });
    fs.closeSync(output);
    // Exit, not close: background jobs hold the descriptors.
    this.#ended = once(this.#bash, "exit").then(([code, signal]) =>
      signal ? `ended by ${signal}` : `exit code ${code}`,
    );
    const [orders, answers] = [this.#bash.stdio[3] as Writable, this.#bash.stdio[4] as Readable];
    orders.on("error", () => undefined);
    this.#answers = createInterface({ input: answers })[Symbol.asyncIterator]();
  }

  /**
   * Runs a text in the session.
   *
   * @param name how bash names it in its messages; @param line its line there, from 1
   * @param withinMs after which it is given up
   */
  async run(
    text: string,
    ending: Ending,
    { name, line, withinMs }: { name: string; line: number; withinMs: number },
  ): Promise<Outcome> {
    const begin = fs.statSync(this.#outputFile).size;
    this.#texts += 1;
    const file = path.join(this.#place.folder, "texts", String(this.#texts), name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    // Blank lines before it: bash then counts lines as the document does.
    fs.writeFileSync(file, `${"\n".repeat(line - 1)}${text}\n`);
    (this.#bash.stdio[3] as Writable).write(`${ending} ${file}\n`);
    const late = Promise.withResolvers<string>();
    const timer = setTimeout(() => late.resolve(`no end within ${withinMs / 1000} s`), withinMs);
    const answer = this.#answers.next().then(({ value }) => value as string | undefined);
    const said = await Promise.race([answer, this.#ended, late.promise]);
    clearTimeout(timer);
    if (said === "done") return { kind: "as it must" };
    const output = fs.readFileSync(this.#outputFile).subarray(begin).toString("utf8");
    return { kind: "not", why: said ?? (await this.#ended), output };
  }

  /** Ends everything that was started, and removes the place. */
  async end(): Promise<void> {
    (this.#bash.stdio[3] as Writable).destroy();
    await endAllWith(this.#place.folder);
    (this.#bash.stdio[4] as Readable).destroy();
    fs.rmSync(this.#place.folder, { recursive: true, force: true });
  }
}
