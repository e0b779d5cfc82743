import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Document, Fence } from "../markdown/document.ts";
import { describeProblem } from "../problem.ts";
import { withPorts } from "./addresses.ts";
import { piecesOf } from "./pieces.ts";
import type { Place } from "./place.ts";
import { Session } from "./session.ts";

/** Of one command. For what hangs: an update on a busy machine takes minutes. */
const PATIENCE_MS = 300_000;
/** Prometheus may be a scrape behind. */
const SERIES_WITHIN_MS = 15_000;

/** The blocks of a document that say that they run. */
export function blocksToRun({ fences }: Document): readonly Fence[] {
  return fences.filter(({ marks }) => marks.includes("run"));
}

/**
 * Runs a document's blocks in their order, in one bash session. Ends whatever it started, and removes the place.
 *
 * @throws for the first block that does not end as it must, with file, line, the commands and what they said
 */
export async function runDocument(document: Document, place: Place): Promise<void> {
  const session = new Session(place);
  try {
    for (const fence of blocksToRun(document)) {
      if (fence.language === "promql") await expectSeries(document, fence, place.prometheus);
      else await runShell(session, document, fence, place.ports);
    }
  } finally {
    await session.end();
  }
}

async function runShell(
  session: Session,
  { file }: Document,
  { text, marks, line }: Fence,
  ports: ReadonlyMap<number, number>,
): Promise<void> {
  const fails = marks.includes("fails");
  for (const piece of fails ? [{ text, line: 0 }] : inFile(file, line, () => piecesOf(text))) {
    const at = line + 1 + piece.line;
    const commands = inFile(file, at, () => withPorts(piece.text, ports));
    const outcome = await session.run(commands, fails ? "fails" : "passes", {
      name: file,
      line: at,
      withinMs: PATIENCE_MS,
    });
    if (outcome.kind === "not") {
      const message = `${outcome.why}\n${commands}\n--- what it said\n${outcome.output}`;
      throw new Error(describeProblem({ file, line: at, message }));
    }
  }
}

function inFile<T>(file: string, line: number, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new Error(describeProblem({ file, line, message: (cause as Error).message }), { cause });
  }
}

const answerOfPrometheus = z.union([
  z.object({ status: z.literal("success"), data: z.object({ result: z.array(z.unknown()) }) }),
  z.object({ status: z.literal("error"), error: z.string() }),
]);

async function expectSeries({ file }: Document, { text, line }: Fence, prometheus: string): Promise<void> {
  const deadline = performance.now() + SERIES_WITHIN_MS;
  while (!(await hasSeries(text, prometheus, (message) => new Error(describeProblem({ file, line, message }))))) {
    if (performance.now() > deadline) {
      throw new Error(describeProblem({ file, line, message: `Prometheus has no series for\n${text}` }));
    }
    await sleep(500);
  }
}

async function hasSeries(query: string, prometheus: string, failure: (message: string) => Error): Promise<boolean> {
  let answer: z.infer<typeof answerOfPrometheus>;
  try {
    const response = await fetch(`${prometheus}/api/v1/query`, {
      method: "POST",
      body: new URLSearchParams({ query }),
    });
    answer = answerOfPrometheus.parse(await response.json());
  } catch {
    throw failure("Prometheus of the stack `local` cannot be asked; the blocks before must deploy the stack");
  }
  if (answer.status === "error") throw failure(`Prometheus refuses it: ${answer.error}`);
  return answer.data.result.length > 0;
}
