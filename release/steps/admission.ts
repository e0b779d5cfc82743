import type { ReleaseConfig } from "../../components/config/schema.ts";
import { nextStep, type Passed } from "../status/next-step.ts";
import type { Standing } from "./standing.ts";
import { choiceAfter, type ReleaseChoice, type StepForward } from "./step.ts";

/** What a release is like when somebody wants it to go on. Data alone. */
export interface Situation {
  readonly stack: string;
  readonly config: ReleaseChoice & Pick<ReleaseConfig, "phases" | "gates">;
  /** What config's canary has passed last: 0 % where the stack runs another canary, or none. */
  readonly passed: Passed;
  readonly standing: Standing;
  /** Config is promoted, and the stack still runs that release as its canary: the update was not run to its end. */
  readonly promotionUnfinished: boolean;
}

/** What a person wants. */
export type Wish =
  /** @param to the share in percent; absent: that of the next phase. */
  { readonly kind: "advance"; readonly to: number | undefined } | { readonly kind: "promote" };

/** Whether the step may be taken now. Times are ms since 1970. */
export type Admission =
  | { readonly kind: "take"; readonly step: StepForward; readonly after: ReleaseChoice }
  | { readonly kind: "too early"; readonly step: StepForward; readonly earliest: number }
  | { readonly kind: "nothing to do"; readonly why: string }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Whether the step that is wanted is the one that comes next, and may come now. Pure. What only the gates can see, they
 * decide when it is taken.
 *
 * @param now ms since 1970
 */
export function admit(wish: Wish, situation: Situation, now: number): Admission {
  const { stack, config, passed, standing, promotionUnfinished } = situation;
  const blocked = blockOf(situation);
  if (blocked) return refused(blocked);
  if (promotionUnfinished) {
    return wish.kind === "promote"
      ? { kind: "take", step: { kind: "promote" }, after: config }
      : refused(`a promotion was not run to its end: \`bin/canary promote ${stack}\``);
  }
  if (!config.canary) return refused("there is no canary; set `canary` in the stack's config to begin a release");
  const chosen = stepOf(wish, situation);
  if (chosen.kind !== "step") return chosen;
  const { step, earliest } = chosen;
  // Config that already asks for this step was written by one that did not come to its end.
  const isWritten = step.kind === "expose" && config.canaryPercent === step.percent;
  if (config.canaryPercent !== passed.percent && !isWritten) {
    return refused(
      `config asks for ${config.canaryPercent} %, and ${passed.percent} % has passed: first let \`bin/pulumi up -s ${stack}\` or \`bin/canary rollback ${stack}\` bring them together`,
    );
  }
  // Written, and an update that died or still lives has raised it: `up` finds out which, by the stack's lock.
  if (standing.kind === "exposed" && !isWritten) {
    return refused(
      `the gateway gives the canary ${Math.round(standing.share)} %, more than has passed: an update is under way, has died, or has held a step elsewhere; \`bin/pulumi up -s ${stack}\` lowers it`,
    );
  }
  if (earliest > now) return { kind: "too early", step, earliest };
  return { kind: "take", step, after: choiceAfter(config, step) };
}

type Chosen =
  | { readonly kind: "step"; readonly step: StepForward; readonly earliest: number }
  | Extract<Admission, { kind: "nothing to do" | "refused" }>;

function stepOf(wish: Wish, { stack, config, passed }: Situation): Chosen {
  const { phases, gates } = config;
  const next = nextStep({ ...config, canaryPercent: passed.percent }, passed);
  if (next.kind !== "advance" && next.kind !== "promote") throw new Error(`a canary without a next step: ${next.kind}`);
  const { earliest } = next;
  if (wish.kind === "promote") {
    if (next.kind === "promote") return { kind: "step", step: { kind: "promote" }, earliest };
    return refused(`the canary has ${passed.percent} %, and ${next.to} % comes next: \`bin/canary advance ${stack}\``);
  }
  const { to } = wish;
  if (to === undefined) {
    if (next.kind === "advance") return { kind: "step", step: { kind: "expose", percent: next.to }, earliest };
    return refused(`the canary has ${passed.percent} %, and promotion comes next: \`bin/canary promote ${stack}\``);
  }
  if (to === passed.percent && config.canaryPercent === to) {
    return { kind: "nothing to do", why: `${to} % has passed already` };
  }
  const percents = phases.map(({ percent }) => percent);
  if (!percents.includes(to)) return refused(`--to ${to} is no phase; phases are ${percents.join(", ")}`);
  if (to <= passed.percent)
    return refused(`--to ${to} is not above ${passed.percent} %; \`bin/canary rollback\` goes back`);
  const isNext = next.kind === "advance" && next.to === to;
  if (!isNext && !gates.bake.maySkip) {
    const comes = next.kind === "advance" ? `${next.to} %` : "promotion";
    return refused(`--to ${to} skips a phase: ${comes} comes next (gates.bake.maySkip is false)`);
  }
  return { kind: "step", step: { kind: "expose", percent: to }, earliest };
}

/** Why no step at all may be taken; undefined where nothing stands against it. */
function blockOf({ stack, standing }: Situation): string | undefined {
  const ways = `\`bin/canary rollback ${stack}\` or \`bin/canary abort ${stack}\``;
  switch (standing.kind) {
    case "settled":
    case "exposed":
      return undefined;
    case "drained":
      return `an operator has drained ${standing.revisions.join(", ")}; run ${ways} to its end`;
    case "held":
      return `the last step did not pass and is held (${standing.reason}); ${ways} takes it back, \`bin/pulumi up -s ${stack}\` lowers it to what has passed`;
    case "unknown":
      return `the gateway cannot be asked what it does: ${standing.reason}`;
  }
}

function refused(why: string): Extract<Admission, { kind: "refused" }> {
  return { kind: "refused", why };
}
