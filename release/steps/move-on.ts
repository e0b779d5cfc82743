import { setTimeout as sleep } from "node:timers/promises";
import type { Conclusion } from "../conclusion.ts";
import { confirm, demandTerminal } from "../confirm.ts";
import type { Environment } from "../environment.ts";
import type { Screen } from "../screen.ts";
import { stopSignal } from "../stop-signal.ts";
import { type Admission, admit, type Situation, type Wish } from "./admission.ts";
import { readSituation } from "./situation.ts";
import { describeChoice, type StepForward } from "./step.ts";
import { previewStep, takeStep } from "./take-step.ts";

export interface MoveOnRequest {
  readonly environment: Environment;
  readonly wish: Wish;
  /** Agreed beforehand: neither preview nor question. */
  readonly yes: boolean;
  /** Where it is too early, wait. */
  readonly wait: boolean;
  /** Take the lock of an update that has died before. */
  readonly takeLock: boolean;
}

/**
 * Takes the one step that comes next: admission, preview, question, config, `up`.
 *
 * @throws PHS001, PHS004, PHS005; CFG001 to CFG004 for a config that the program would refuse
 */
export async function moveOn(request: MoveOnRequest, screen: Screen): Promise<Conclusion> {
  const { environment, wish, yes, wait, takeLock } = request;
  demandTerminal(yes);
  let read = await readSituation(environment, Date.now());
  let admission = admit(wish, read.situation, Date.now());
  while (admission.kind === "too early" && wait) {
    screen.say(`${environment}: ${describeStep(admission.step)} may begin at ${moment(admission.earliest)}; waiting.`);
    await sleep(Math.max(0, admission.earliest - Date.now()));
    read = await readSituation(environment, Date.now());
    admission = admit(wish, read.situation, Date.now());
  }
  if (admission.kind !== "take") return concludeAdmission(environment, admission);
  const { before, situation } = read;
  const { after } = admission;
  screen.say(`${environment}: ${describePassed(situation)} → ${describeChoice(after)}`);
  if (!yes) {
    if (!(await previewStep({ environment, before, after }, screen))) {
      return { outcome: "failed", message: "The preview failed; nothing was touched." };
    }
    if (!(await confirm(`${describeStep(admission.step)} on ${environment}?`, screen))) {
      return { outcome: "declined", message: "Nothing was touched." };
    }
  }
  const passedPercent = situation.passed.percent;
  const stop = stopSignal();
  const taken = await takeStep({ environment, before, after, passedPercent, takeLock, stop }, screen);
  if (taken.kind === "done") return { outcome: "done", message: `\n${environment}: ${describeChoice(after)}` };
  return { outcome: stop.aborted ? "stopped" : "failed", message: taken.reason };
}

export function concludeAdmission(
  environment: Environment,
  admission: Exclude<Admission, { kind: "take" }>,
): Conclusion {
  switch (admission.kind) {
    case "too early": {
      const { step, earliest } = admission;
      const message = `PHS002: ${describeStep(step)} may begin at ${moment(earliest)}; --wait waits until then`;
      return { outcome: "too early", message, code: "PHS002", earliest };
    }
    case "nothing to do":
      return { outcome: "nothing to do", message: `${environment}: ${admission.why}` };
    case "refused":
      return { outcome: "refused", message: `PHS001: ${admission.why}; nothing was touched`, code: "PHS001" };
  }
}

/** What has passed: config may already ask for more, by a step that did not come to its end. */
export function describePassed({ config, passed }: Situation): string {
  return describeChoice({ ...config, canaryPercent: passed.percent });
}

export function describeStep(step: StepForward): string {
  return step.kind === "promote" ? "promote" : `${step.percent} %`;
}

/** "2026-01-01 12:00:05 UTC". @param at ms since 1970 */
export function moment(at: number): string {
  // Up to the next whole second: at that time it is not too early.
  return `${new Date(Math.ceil(at / 1000) * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
