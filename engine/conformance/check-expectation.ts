import { expect } from "vitest";
import { type Deployment, entryName, isDefaultProvider, stepsOf, type Told } from "./observation.ts";
import type { Observation } from "./perform.ts";
import type { Expectation } from "./scenario.ts";

/** Holds what came of a command to what is expected. @param where names the step in failures */
export async function checkExpectation(where: string, expected: Expectation, seen: Observation): Promise<void> {
  const { outcome, told } = seen;
  const everything = `${where}\n${outcome.stdout}\n${outcome.stderr}`;
  expect(outcome.code ?? "killed", everything).toBe(expected.exit ?? 0);
  checkTold(where, expected, told);
  for (const severity of ["error", "warning"] as const) {
    for (const text of expected[`${severity}s`] ?? []) expect(messages(seen, severity), where).toMatch(text);
  }
  for (const text of expected.shows ?? []) expect(outcome.stdout, where).toMatch(text);
  for (const text of expected.hides ?? []) expect(outcome.stdout + outcome.stderr, where).not.toContain(text);
  if (expected.json !== undefined) expect(JSON.parse(outcome.stdout), where).toMatchObject(expected.json as object);
  if (expected.calls !== undefined) checkCalls(where, expected.calls, seen.calls);
  if (expected.world !== undefined) checkParts(where, expected.world, seen.world);
  if (expected.outputs !== undefined) expect(await seen.outputs(), where).toEqual(expected.outputs);
  if (expected.state !== undefined || expected.pending !== undefined) {
    checkState(where, expected, await seen.deployment());
  }
}

function checkTold(where: string, expected: Expectation, told: Told | undefined): void {
  if (expected.steps !== undefined) {
    const steps = told === undefined ? undefined : stepsOf(told).toSorted();
    expect(steps, `${where}: steps`).toEqual(expected.steps.toSorted());
  }
  if (expected.counts !== undefined) expect(told?.counts, `${where}: counts`).toEqual(expected.counts);
}

function messages({ outcome, told }: Observation, severity: "error" | "warning"): string {
  const diagnostics = (told?.diagnostics ?? []).filter((diagnostic) => diagnostic.severity === severity);
  return [...diagnostics.map(({ message }) => message), outcome.stderr].join("\n");
}

/** What may come in any order stands in the list at the place of the first of it. */
function checkCalls(where: string, expected: NonNullable<Expectation["calls"]>, calls: readonly string[]): void {
  const inOrder: (string | string[])[] = [];
  let rest = [...calls];
  for (const item of expected) {
    const count = typeof item === "string" ? 1 : item.length;
    const next = rest.slice(0, count);
    rest = rest.slice(count);
    inOrder.push(typeof item === "string" ? (next[0] ?? "nothing") : next.toSorted());
  }
  const wanted = expected.map((item) => (typeof item === "string" ? item : item.toSorted()));
  expect([...inOrder, ...rest], `${where}: calls of the provider`).toEqual(wanted);
}

function checkState(where: string, expected: Expectation, deployment: Deployment): void {
  const entries = (deployment.resources ?? [])
    .filter((entry) => !isDefaultProvider(entry))
    .map((entry) => [entryName(entry), entry] as const);
  if (expected.state !== undefined) {
    const { stack: expectedStack, ...others } = expected.state;
    const { stack, ...found } = Object.fromEntries(entries);
    expect(Object.keys(found), `${where}: names in the state are unique`).toHaveLength(
      entries.filter(([name]) => name !== "stack").length,
    );
    checkParts(`${where}: state`, others, found);
    if (expectedStack !== undefined) expect(stack, `${where}: the stack's entry`).toMatchObject(expectedStack);
  }
  if (expected.pending !== undefined) {
    const pending = (deployment.pending_operations ?? []).map(({ type, resource }) => `${type} ${entryName(resource)}`);
    expect(pending.toSorted(), `${where}: pending operations`).toEqual(expected.pending.toSorted());
  }
}

/** The keys must be the same; of each value, what is expected must be there. `undefined` says that a field is not. */
function checkParts(
  where: string,
  expected: Readonly<Record<string, object>>,
  found: Readonly<Record<string, object>>,
): void {
  expect(Object.keys(found).toSorted(), where).toEqual(Object.keys(expected).toSorted());
  // For a matcher, a field that is not there is not undefined.
  const withAbsent = Object.entries(found).map(([key, part]) => {
    const absent = Object.keys(expected[key] ?? {}).filter((field) => !(field in part));
    return [key, { ...part, ...Object.fromEntries(absent.map((field) => [field, undefined])) }];
  });
  expect(Object.fromEntries(withAbsent), where).toMatchObject(expected);
}
