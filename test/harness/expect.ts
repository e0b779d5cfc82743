import { expect } from "vitest";
import type { Finished } from "./engine.ts";
import { splitOf, UPSTREAMS } from "./gateway.ts";
import type { ProgramStack } from "./stack.ts";
import { passedIn, processesIn } from "./state.ts";
import { until } from "./until.ts";
import { byUpstream, type ReleaseVersions } from "./versions.ts";

/** Shows the whole output where a command did not succeed. */
export function expectSuccess({ exitCode, output }: Finished): void {
  expect(exitCode, output).toBe(0);
}

/** A command that says no, not one that a signal ended, and with these words. */
export function expectRefusal({ exitCode, output }: Finished, ...words: (string | RegExp)[]): void {
  expect(exitCode, output).toBeGreaterThan(0);
  for (const word of words) expect(output).toMatch(word);
}

/** The gateway splits every upstream so, and no other version has weight. */
export async function expectSplit(
  stack: Pick<ProgramStack, "gateway">,
  ...asked: [ReleaseVersions, number][]
): Promise<void> {
  const held = splitOf(await stack.gateway.look());
  for (const name of UPSTREAMS) {
    const byVersion: Record<string, number> = {};
    for (const [revision, weight] of Object.entries(held[name])) {
      const version = revision.slice(name.length + 1, revision.lastIndexOf("-"));
      byVersion[version] = (byVersion[version] ?? 0) + weight;
    }
    const wanted = asked
      .filter(([, weight]) => weight > 0)
      .map(([release, weight]) => [byUpstream(release)[name], weight]);
    expect(byVersion, `weights of ${name}`).toEqual(Object.fromEntries(wanted));
  }
}

const SERVICE_KEYS = { "automation-service": "automationService", "ai-pipeline": "aiPipeline", frontend: "frontend" };

/** State says what is: the weights that the gateway holds, and the processes that run, none besides. */
export async function expectStateToBeReality(stack: ProgramStack): Promise<void> {
  const state = await stack.state();
  const passed = passedIn(state);
  const held = splitOf(await stack.gateway.look());
  for (const name of UPSTREAMS) {
    const recorded = Object.entries(passed[SERVICE_KEYS[name]] ?? {}).filter(([, weight]) => weight > 0);
    expect(Object.fromEntries(recorded), `what passed for ${name}`).toEqual(held[name]);
  }
  await expectKnownProcesses(stack, Object.values(processesIn(state)));
}

/** Exactly these run. What a command has used ends a moment after it. */
export async function expectKnownProcesses(stack: ProgramStack, known: readonly number[]): Promise<void> {
  const ascending = (a: number, b: number) => a - b;
  const running = () => stack.processes().map(({ pid }) => pid);
  const isSame = () => JSON.stringify(running().sort(ascending)) === JSON.stringify([...known].sort(ascending));
  await until(isSame, { what: "only what state knows to run", withinMs: 15_000 }).catch(() => undefined);
  const unknown = stack.processes().filter(({ pid }) => !known.includes(pid));
  expect(
    unknown.map(({ pid, command }) => `${pid} ${command}`),
    "processes that state does not know",
  ).toEqual([]);
  expect(
    known.filter((pid) => !running().includes(pid)),
    "processes that state knows and that are gone",
  ).toEqual([]);
}
