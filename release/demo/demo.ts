import fs from "node:fs";
import path from "node:path";
import { checkStep } from "./check.ts";
import { PulumiCommands } from "./command.ts";
import { displayFor } from "./display.ts";
import { claimFolder, type DemoFolder, demoFolder, freePorts, writeStackFiles } from "./folder.ts";
import { Interrupted, listenForInterrupts } from "./interrupt.ts";
import { measureSteps } from "./measure.ts";
import { endEverything, whatIsLeft } from "./processes.ts";
import type { Recording } from "./record.ts";
import { type DemoPorts, stackSettings } from "./releases.ts";
import { namesOfReleases, type RevisionNames } from "./revision-names.ts";
import { Stage, UnexpectedEnd } from "./stage.ts";
import { STORY } from "./story.ts";
import { renderNotes, renderTable, type StepResult } from "./table.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

export interface DemoOptions {
  /** File for all results as JSON. */
  readonly json?: string;
}

/** What came of the story. */
interface Outcome {
  /** As bin/pulumi calls it. */
  readonly engine: string;
  readonly recording: Recording;
  /** Why it did not come to its end. */
  readonly trouble?: unknown;
}

/**
 * Plays the whole story on a stack of its own, and holds it against the design.
 *
 * @returns 0 when everything was as the design says, 1 when not, 130 when a signal ended it; nothing is left running
 * @throws when the demo cannot begin: another one runs, or its folder is not its own
 */
export async function runDemo({ json }: DemoOptions): Promise<number> {
  const folder = demoFolder(ROOT);
  await claimFolder(folder);
  const ports = await freePorts();
  const settings = stackSettings(ports);
  writeStackFiles(folder, settings);
  const names = namesOfReleases(ROOT, settings);
  const startedAt = Date.now();

  const { engine, recording, trouble } = await playStory(folder, ports, names);
  const left = await whatIsLeft(folder, [], ports);
  const steps = judge(recording, names);
  const held = steps.every(({ findings }) => findings.every(({ holds }) => holds));
  const passed = trouble === undefined && held && left.length === 0;
  const seconds = (Date.now() - startedAt) / 1000;
  if (steps.length > 0 && !(trouble instanceof Interrupted)) {
    process.stdout.write(`\n${renderTable(steps, names)}\n\n${renderNotes(steps)}\n${seconds.toFixed(0)} s in all.\n`);
  }
  if (trouble !== undefined) explain(trouble, folder);
  if (left.length > 0) process.stdout.write(`Left running: ${left.join("; ")}\n`);
  if (json !== undefined) {
    fs.writeFileSync(json, `${JSON.stringify({ passed, engine, seconds, names, steps, left }, undefined, 2)}\n`);
  }
  return trouble instanceof Interrupted ? 130 : passed ? 0 : 1;
}

async function playStory(folder: DemoFolder, ports: DemoPorts, names: RevisionNames): Promise<Outcome> {
  const commands = new PulumiCommands(ROOT, folder);
  const { signal, hurry, stopListening } = listenForInterrupts();
  hurry.addEventListener("abort", () => void endEverything(folder));
  let engine = "unknown";
  let stage: Stage | undefined;
  let trouble: unknown;
  try {
    const made = await commands.init("0-stack-init", signal);
    if (made.exitCode !== 0) throw new UnexpectedEnd("0", made);
    engine = /^engine: (.*)$/m.exec(made.output)?.[1] ?? engine;
    process.stdout.write(`Stack demo in ${folder.canaryHome}, gateway on port ${ports.proxy}, engine: ${engine}\n\n`);
    const playing = new Stage({ folder, ports, names, commands, signal });
    stage = playing;
    const scenes = STORY.map((step) => ({
      title: `${step.id.padEnd(3)} ${step.title}`,
      play: playing.play.bind(playing, step),
    }));
    await displayFor(process.stdout)(scenes);
  } catch (error) {
    trouble = signal.aborted ? signal.reason : error;
  }
  // Before anything is taken away: what fails from here on is no failure of the story.
  const loadHasEnded = stage?.stopLoad();
  try {
    if (trouble !== undefined && !hurry.aborted) await destroy(commands, hurry);
    await endEverything(folder);
  } finally {
    stopListening();
    await loadHasEnded;
  }
  return { engine, recording: stage?.recording() ?? { steps: [], events: [], results: [] }, trouble };
}

/** Destroys the stack of a story that was cut short; `hurry` ends that too. */
async function destroy(commands: PulumiCommands, hurry: AbortSignal): Promise<void> {
  process.stdout.write("\nEnding: destroying the stack (Ctrl-C again ends its processes at once)\n");
  await commands.onStack("end-destroy", ["destroy", "--yes", "--skip-preview"], hurry);
}

function judge(recording: Recording, names: RevisionNames): StepResult[] {
  const measures = measureSteps(recording, names);
  return recording.steps.flatMap((record, index) => {
    const measure = measures[index];
    return measure ? [{ step: record.step, measure, findings: checkStep(record, measure, names) }] : [];
  });
}

function explain(trouble: unknown, { logs }: DemoFolder): void {
  if (trouble instanceof UnexpectedEnd) process.stdout.write(`\n${trouble.command.output.trimEnd()}\n`);
  const message = trouble instanceof Error ? trouble.message : String(trouble);
  process.stdout.write(`\nCut short: ${message}.\nThe output of every command is in ${logs}.\n`);
}
