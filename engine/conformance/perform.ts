import { randomUUID } from "node:crypto";
import { type Engine, type Outcome, startPulumi } from "./engine.ts";
import { type Deployment, readEventLog, type Told } from "./observation.ts";
import { type ProjectFolder, STACK } from "./project-folder.ts";
import type { JsonObject, Step } from "./scenario.ts";

/** How a command went, and what is true after it. */
export interface Observation {
  readonly outcome: Outcome;
  readonly told: Told | undefined;
  readonly calls: readonly string[];
  readonly world: Readonly<Record<string, JsonObject>>;
  /** Asks the engine, as `stack export --show-secrets` and `stack output --json --show-secrets` do. */
  readonly deployment: () => Promise<Deployment>;
  readonly outputs: () => Promise<JsonObject>;
  /** What happened while the command ran. */
  readonly during: Observation | undefined;
}

const OPERATIONS: readonly string[] = ["preview", "up", "refresh", "destroy"];

/** Does what a step says. @throws Error when the command ends before what was to happen in the middle of it */
export async function perform(engine: Engine, folder: ProjectFolder, step: Step): Promise<Observation> {
  if (step.program !== undefined) await folder.program(step.program);
  if (step.files !== undefined) await folder.write(step.files);
  if (step.world !== undefined) await folder.changeWorld(step.world);

  const log = `events-${randomUUID()}.jsonl`;
  const args = step.run.split(" ");
  const operation = OPERATIONS.includes(args[0] ?? "");
  const before = (await folder.calls()).length;
  const command = startPulumi(engine, operation ? [...args, "--event-log", log] : args, {
    cwd: folder.root,
    env: { ...folder.env, ...step.env },
    input: step.input,
  });
  const over = new AbortController();
  const ended = command.outcome.finally(() => over.abort());
  const during =
    step.during === undefined
      ? undefined
      : await meanwhile(engine, folder, step.during, { before, command: command.process, over: over.signal });
  const outcome = await ended;

  const ask = async <Answer>(line: string): Promise<Answer> => {
    const { stdout, stderr, code } = await query(engine, folder, line);
    if (code !== 0) throw new Error(`pulumi ${line} failed: ${stderr}`);
    return JSON.parse(stdout);
  };
  let exported: Promise<{ deployment: Deployment }> | undefined;
  return {
    outcome,
    // A command that is refused does not begin a log.
    told: operation ? readEventLog(await folder.read(log).catch(() => "")) : undefined,
    calls: (await folder.calls()).slice(before),
    world: await folder.world(),
    deployment: () => {
      exported ??= ask<{ deployment: Deployment }>("stack export --show-secrets");
      return exported.then(({ deployment }) => deployment);
    },
    outputs: () => ask("stack output --json --show-secrets"),
    during,
  };
}

export function query(engine: Engine, folder: ProjectFolder, line: string): Promise<Outcome> {
  return startPulumi(engine, line.split(" "), { cwd: folder.root, env: folder.env }).outcome;
}

async function meanwhile(
  engine: Engine,
  folder: ProjectFolder,
  during: NonNullable<Step["during"]>,
  running: { before: number; command: { kill(signal: NodeJS.Signals): boolean }; over: AbortSignal },
): Promise<Observation | undefined> {
  try {
    await folder.asked(during.call, running.before, running.over);
  } catch (cause) {
    throw new Error(`the command ended before the provider was asked to ${during.call}`, { cause });
  }
  try {
    if ("step" in during) return await perform(engine, folder, during.step);
    running.command.kill(during.signal);
    return undefined;
  } finally {
    await folder.release(during.call);
  }
}

/** A project with an empty stack in it, which is selected. */
export async function initialize(engine: Engine, folder: ProjectFolder): Promise<void> {
  const { code, stderr } = await query(engine, folder, `stack init ${STACK}`);
  if (code !== 0) throw new Error(`pulumi stack init failed: ${stderr}`);
}
