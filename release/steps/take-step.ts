import fs from "node:fs";
import path from "node:path";
import { ReleaseError } from "../../errors/release-error.ts";
import type { Environment } from "../environment.ts";
import { LOCKED, showPulumi } from "../pulumi.ts";
import { ROOT } from "../root.ts";
import type { Screen } from "../screen.ts";
import { configCommands } from "./config-commands.ts";
import { describeChoice, type ReleaseChoice } from "./step.ts";

/** What a stack's config file says of the release, and the file as it was when that was read. */
export interface ReadChoice {
  readonly text: string;
  readonly choice: ReleaseChoice;
}

export interface StepToTake {
  readonly environment: Environment;
  readonly before: ReadChoice;
  readonly after: ReleaseChoice;
  /** The canary's share that config gets back when the step fails, in percent: what has passed. */
  readonly passedPercent: number;
  /** Take the lock of an update that has died before. */
  readonly takeLock: boolean;
  /** Nothing more is begun once it is aborted. */
  readonly stop: AbortSignal;
}

export type Taken = { readonly kind: "done" } | { readonly kind: "failed"; readonly reason: string };

export function stackFileOf(environment: Environment): string {
  return path.join(ROOT, `Pulumi.${environment}.yaml`);
}

/**
 * Writes what the step asks into the stack's config, and runs `up`, with its gates. When that fails, the config file is put
 * back, unless somebody has written to it since: traffic already is where the last pass left it.
 *
 * @throws PHS005 when the file is no longer as it was read; nothing is touched then
 */
export async function takeStep(step: StepToTake, screen: Screen): Promise<Taken> {
  const { environment, before, after, takeLock, stop } = step;
  const file = stackFileOf(environment);
  if (fs.readFileSync(file, "utf8") !== before.text) {
    throw new ReleaseError("PHS005", `${path.basename(file)} was changed since it was read; nothing was done`);
  }
  const commands = [
    ...(takeLock ? [["cancel", "--yes"]] : []),
    ...configCommands(before.choice, after),
    ["up", "--yes", "--skip-preview", "--message", `${environment}: ${describeChoice(after)}`],
  ];
  let ours = before.text;
  for (const args of commands) {
    const { exitCode, stderr } = stop.aborted ? { exitCode: 1, stderr: "" } : await shown(environment, args, screen);
    const found = fs.readFileSync(file, "utf8");
    if (exitCode === 0) {
      if (args[0] === "config") ours = found;
      continue;
    }
    const isLocked = stderr.includes(LOCKED);
    // A rollback that came meanwhile has written what it wants.
    const isOurs = found === ours;
    if (isOurs) await putBack(step, file, isLocked, screen);
    const config = `${path.basename(file)} ${isOurs ? "is as it was" : "is left as another hand has written it"}`;
    const why = isLocked
      ? "another update holds the stack's lock (if it has died, --take-lock takes it)"
      : `bin/pulumi ${args[0]} ${stop.aborted ? "was stopped" : "failed"}`;
    return { kind: "failed", reason: `${why}; ${config}` };
  }
  return { kind: "done" };
}

async function putBack(
  { environment, before, passedPercent }: StepToTake,
  file: string,
  isLocked: boolean,
  screen: Screen,
): Promise<void> {
  fs.writeFileSync(file, before.text);
  // Where the file asked for this step already, whoever wrote that did not come to its end, or has the lock and is at it.
  if (isLocked || !before.choice.canary || before.choice.canaryPercent === passedPercent) return;
  for (const args of configCommands(before.choice, { ...before.choice, canaryPercent: passedPercent })) {
    await shown(environment, args, screen);
  }
}

async function shown(environment: Environment, args: readonly string[], screen: Screen) {
  screen.say(`\n$ bin/pulumi ${args.join(" ")} -s ${environment}`);
  return await showPulumi([...args, "-s", environment, "--non-interactive"], screen.stream);
}

/**
 * Shows what the step would do, by a preview over a copy of the config file: nothing is written until somebody has agreed.
 *
 * @returns whether the preview succeeded
 */
export async function previewStep(
  { environment, before, after }: Pick<StepToTake, "environment" | "before" | "after">,
  screen: Screen,
): Promise<boolean> {
  const folder = fs.mkdtempSync(path.join(ROOT, ".canary", "step-"));
  const copy = path.join(folder, path.basename(stackFileOf(environment)));
  try {
    fs.writeFileSync(copy, before.text);
    for (const args of [...configCommands(before.choice, after), ["preview"]]) {
      const on = ["-s", environment, "--config-file", copy, "--non-interactive"];
      const { exitCode } = await showPulumi([...args, ...on], screen.stream);
      if (exitCode !== 0) return false;
    }
    return true;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
