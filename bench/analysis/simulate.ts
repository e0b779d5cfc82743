import type { NamedCell } from "./cells.ts";
import { seeded } from "./random.ts";
import { fisher } from "./rules/fisher.ts";
import { kayenta } from "./rules/kayenta.ts";
import { argoRollouts, flagger } from "./rules/periodic.ts";
import { NO_REQUESTS, type Rule } from "./rules/rule.ts";
import { sequential } from "./rules/sequential.ts";
import { thresholds } from "./rules/thresholds.ts";
import { POLL_SECONDS, POLLS, type PollCounts, playPhase } from "./world.ts";

/** In the order of the table's columns. */
export const RULES: readonly Rule[] = [sequential, thresholds, argoRollouts, flagger, kayenta, fisher];

/** What a rule did in a cell. */
export interface Tally {
  readonly rule: string;
  readonly runs: number;
  readonly failed: number;
  readonly passed: number;
  /** Medians over the runs that failed: the canary's requests until then, and minutes. Absent where none did. */
  readonly requestsToFail?: number;
  readonly minutesToFail?: number;
  /** Median over the runs that passed. */
  readonly minutesToPass?: number;
}

/** Plays a cell: every rule watches the same phases. The same seed gives the same numbers. */
export function simulate({ cell }: NamedCell, runs: number, seed: number): Tally[] {
  const random = seeded(seed);
  const polls: readonly PollCounts[] = Array.from({ length: POLLS }, () => ({
    canary: { ...NO_REQUESTS },
    stable: { ...NO_REQUESTS },
  }));
  const ends = RULES.map(() => ({ failed: [] as { requests: number; poll: number }[], passed: [] as number[] }));
  for (let run = 0; run < runs; run++) {
    playPhase(cell, random, polls);
    RULES.forEach((rule, index) => {
      const watch = rule.watch(cell.weight);
      let requests = 0;
      for (let poll = 0; poll < POLLS; poll++) {
        requests += polls[poll]!.canary.requests;
        const saying = watch.look(polls[poll]!, poll);
        if (saying === "fail") ends[index]!.failed.push({ requests, poll: poll + 1 });
        else if (saying === "pass") ends[index]!.passed.push(poll + 1);
        if (saying !== undefined) break;
      }
    });
  }
  return RULES.map(({ name }, index) => {
    const { failed, passed } = ends[index]!;
    const minutes = (values: readonly number[]) => (median(values) * POLL_SECONDS) / 60;
    return {
      rule: name,
      runs,
      failed: failed.length,
      passed: passed.length,
      ...(failed.length > 0
        ? {
            requestsToFail: median(failed.map(({ requests }) => requests)),
            minutesToFail: minutes(failed.map(({ poll }) => poll)),
          }
        : {}),
      ...(passed.length > 0 ? { minutesToPass: minutes(passed) } : {}),
    };
  });
}

/** Nearest-rank median of at least one value. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1]!;
}
