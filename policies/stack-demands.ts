/** What is demanded of a stack besides what holds for all. */
export interface StackDemands {
  /** It judges releases by the objectives of `monitoring/slo.ts`, or more strictly. */
  readonly objectives: boolean;
  /** It serves real users: releases take their time, and nothing of the lab is in it. */
  readonly production: boolean;
}

/** The stack of an engineer's machine, where seconds stand for minutes. */
const TRIAL = "local";
const PRODUCTION = "production";

/**
 * The one place that says which stacks must do what: `production`, and stacks whose names begin with `production-`,
 * serve users; `local` is for trying things out; every other stack, whatever its name, keeps to the objectives. A stack
 * that somebody names anew is held to more than it may need, never to less.
 */
export function demandsOf(stack: string): StackDemands {
  const production = stack === PRODUCTION || stack.startsWith(`${PRODUCTION}-`);
  return { production, objectives: stack !== TRIAL };
}
