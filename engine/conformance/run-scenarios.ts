import { describe, expect, test } from "vitest";
import { checkExpectation } from "./check-expectation.ts";
import { type Trace, traceOf } from "./comparable.ts";
import { asTheEmbeddedEngineHasIt } from "./differences.ts";
import { ENGINE_NAMES, type Engine, pulumiCli } from "./engine.ts";
import { stepsOf } from "./observation.ts";
import { initialize, type Observation, perform } from "./perform.ts";
import { ProjectFolder } from "./project-folder.ts";
import type { Scenario, Step } from "./scenario.ts";

/** For what hangs: a scenario is a dozen starts of an engine, and the machine may be busy. */
const SCENARIO_LIMIT_MS = 300_000;

const CLI = pulumiCli();

/**
 * Makes tests of scenarios: every one on the embedded engine, and where the CLI is on PATH also on the CLI, with the
 * same assertions; then what the two told and stored is compared, and each engine previews the state of the other.
 */
export function runScenarios(theme: string, scenarios: readonly Scenario[]): void {
  describe(theme, () => {
    for (const scenario of scenarios) {
      if (CLI !== undefined) describe(scenario.name, () => testBoth(scenario));
      else test(scenario.name, () => onEngine("embedded", scenario, async () => undefined), SCENARIO_LIMIT_MS);
    }
    if (CLI !== undefined) return;
    describe.skip("the Pulumi CLI: none on PATH, so only the embedded engine is held to the scenarios", () => {
      for (const scenario of scenarios) test(scenario.name, () => onEngine("cli", scenario, async () => undefined));
    });
  });
}

function testBoth(scenario: Scenario): void {
  const traces = new Map<Engine, readonly (Trace | undefined)[]>();
  for (const engine of ["embedded", "cli"] as const) {
    test(
      `on ${ENGINE_NAMES[engine]}`,
      async () => {
        const made = await onEngine(engine, scenario, traced);
        traces.set(engine, made);
      },
      SCENARIO_LIMIT_MS,
    );
  }
  if (scenario.incomparable !== undefined) return;
  test("both tell and store the same", () => {
    const [embedded, cli] = [traces.get("embedded"), traces.get("cli")];
    if (embedded === undefined || cli === undefined) throw new Error("there is nothing to compare: a run has failed");
    scenario.steps.forEach(({ run }, index) => {
      const [ours, theirs] = [embedded[index], cli[index]];
      const adapted = ours && theirs && asTheEmbeddedEngineHasIt(theirs, ours);
      expect(ours, `after step ${index + 1}, pulumi ${run}`).toEqual(adapted);
    });
  });
}

/** @param look what to keep of each step, asked before the next one begins */
async function onEngine<Kept>(
  engine: Engine,
  scenario: Scenario,
  look: (seen: Observation) => Promise<Kept>,
): Promise<Kept[]> {
  const folder = await ProjectFolder.create(scenario.project);
  try {
    if (scenario.files !== undefined) await folder.write(scenario.files);
    await initialize(engine, folder);
    const kept: Kept[] = [];
    for (const [index, step] of scenario.steps.entries()) {
      const where = `step ${index + 1}, pulumi ${step.run}`;
      const seen = await perform(engine, folder, step);
      await checkAll(where, step, seen);
      kept.push(await look(seen));
    }
    if (CLI !== undefined && scenario.incomparable === undefined) await previewsAlike(folder, scenario.steps);
    return kept;
  } finally {
    await folder.remove();
  }
}

async function checkAll(where: string, step: Step, seen: Observation): Promise<void> {
  if (step.during !== undefined && "step" in step.during && seen.during !== undefined) {
    await checkAll(`${where}, during it pulumi ${step.during.step.run}`, step.during.step, seen.during);
  }
  await checkExpectation(where, step.expect, seen);
}

async function traced({ told, deployment }: Observation): Promise<Trace | undefined> {
  return told && traceOf(told, await deployment());
}

/** Whoever made the state: both engines must find the same to do for it. */
async function previewsAlike(folder: ProjectFolder, steps: readonly Step[]): Promise<void> {
  if (!steps.some(({ program }) => program !== undefined)) return;
  const previews: unknown[] = [];
  for (const engine of ["embedded", "cli"] as const) {
    const seen = await perform(engine, folder, { run: "preview", env: steps.at(-1)?.env, expect: {} });
    previews.push(seen.told && { steps: stepsOf(seen.told).toSorted(), counts: seen.told.counts });
  }
  expect(previews[0], "a preview of the state at the end by the other engine").toEqual(previews[1]);
}
