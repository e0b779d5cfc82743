import type { ReleaseConfig } from "../../components/config/schema.ts";
import type { Environment } from "../environment.ts";
import type { Finding, Judgement } from "./finding.ts";
import type { Machine } from "./machine.ts";

/** What a machine is asked for. */
export interface Need {
  readonly stack: Environment;
  readonly config: ReleaseConfig;
  /** Project root, absolute. */
  readonly root: string;
  /** Run folder of the stack, absolute. */
  readonly home: string;
  /** What keeps the secrets of the stack's file where that is no passphrase. */
  readonly secretsProvider: string | undefined;
  /** An update of it has come to its end. */
  readonly isUp: boolean;
  /** Base URLs that should answer: of a stack that is up, or of what is there without it; undefined where there is none yet. */
  readonly admin: string | undefined;
  readonly prometheus: string | undefined;
  /** Process ids of what the stack runs on this machine. */
  readonly ownPids: readonly number[];
}

/** One thing that a machine must have, or had better have. */
export interface Check {
  readonly name: string;
  /** What it is for, in a sentence. */
  readonly why: string;
  /** Whether it is of any concern to the stack. */
  concerns(need: Need): boolean;
  find(machine: Machine, need: Need): Promise<Judgement>;
}

/** A check as data: how to look, and what to make of what was seen, which asks nobody. */
export function check<Seen>(parts: {
  readonly name: string;
  readonly why: string;
  concerns?(need: Need): boolean;
  look(machine: Machine, need: Need): Promise<Seen> | Seen;
  judge(seen: Seen, need: Need): Judgement;
}): Check {
  const { name, why, concerns = () => true, look, judge } = parts;
  return { name, why, concerns, find: async (machine, need) => judge(await look(machine, need), need) };
}

/** Makes every check that concerns the stack, all at once, in their order. */
export async function examine(checks: readonly Check[], machine: Machine, need: Need): Promise<Finding[]> {
  const concerned = checks.filter((each) => each.concerns(need));
  return await Promise.all(
    concerned.map(async (each) => ({ check: each.name, why: each.why, ...(await each.find(machine, need)) })),
  );
}
