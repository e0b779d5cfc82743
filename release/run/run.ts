import { adminUrlOf } from "../../components/platforms/admin-url.ts";
import { stackHome } from "../../components/stack-home.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { record } from "../../gates/events.ts";
import { type Prometheus, prometheusAt } from "../../gates/prometheus.ts";
import { hold } from "../../processes/hold.ts";
import { ownRevisions } from "../../traffic/exposure.ts";
import type { Conclusion } from "../conclusion.ts";
import { confirm, demandTerminal } from "../confirm.ts";
import type { Environment } from "../environment.ts";
import { raiseAlarm } from "../notify.ts";
import { prometheusUrl } from "../prometheus-url.ts";
import { goBack } from "../rollback/run.ts";
import type { Screen } from "../screen.ts";
import { realSplit } from "../status/gather.ts";
import { renderPlan } from "../status/render.ts";
import { describePassed, describeStep, moment } from "../steps/move-on.ts";
import { type Reading, readSituation } from "../steps/situation.ts";
import { describeChoice } from "../steps/step.ts";
import { stackFileOf, takeStep } from "../steps/take-step.ts";
import { stopSignal } from "../stop-signal.ts";
import { describeAlert } from "../watch/run.ts";
import { type Bake, type BakeEnd, bake } from "./bake.ts";
import { decideRun, type Goal, type RunDecision } from "./decide.ts";
import { lastUpdate } from "./last-update.ts";

export interface RunRequest {
  readonly environment: Environment;
  readonly goal: Goal;
  /** Agreed beforehand: no question. */
  readonly yes: boolean;
  /** Between two looks at the alerts during a bake, in seconds. */
  readonly everySeconds: number;
  /** Take the lock of an update that has died before. */
  readonly takeLock: boolean;
}

/**
 * Takes every step that is left, each when its bake time is over. Nothing of it is kept but in the stack: what has passed, and
 * since when, is in its outputs, so the same command goes on after whatever has ended this one.
 *
 * @throws PHS001, PHS003 to PHS005; CHK001 when nobody names Prometheus; CFG001 to CFG004 for a config that is refused
 */
export async function runRelease(request: RunRequest, screen: Screen): Promise<Conclusion> {
  const { environment, yes, goal } = request;
  demandTerminal(yes);
  const held = await hold("run", stackHome(environment));
  if (held.kind === "taken") {
    throw new ReleaseError("PHS003", `a run of this stack is under way: ${held.holder}; nothing was done`);
  }
  try {
    const reading = await readSituation(environment, Date.now());
    const first = decideRun(goal, undefined, reading.situation, Date.now());
    if (first.kind !== "take" && first.kind !== "bake") return concludeDecision(environment, first);
    for (const line of renderPlan(reading.status, Date.now())) screen.say(line);
    const end = goal === "promote" ? "the promotion" : `${goal} %`;
    if (!yes && !(await confirm(`Take all of these steps on ${environment}, up to ${end}?`, screen))) {
      return { outcome: "declined", message: "Nothing was touched." };
    }
    const prometheus = prometheusAt(await prometheusUrl(environment));
    return await takeAll(request, prometheus, screen);
  } finally {
    held.release();
  }
}

async function takeAll(request: RunRequest, prometheus: Prometheus, screen: Screen): Promise<Conclusion> {
  const { environment, goal } = request;
  const stop = stopSignal();
  let reading = await readSituation(environment, Date.now());
  let expected: Reading | undefined;
  for (let { takeLock } = request; ; takeLock = false) {
    const { situation, before } = reading;
    if (stop.aborted) return stopped(environment);
    if (expected && expected.before.text !== before.text) {
      return await concludeHand(environment, "the stack's config file was changed");
    }
    const decision = decideRun(goal, expected?.situation.passed, situation, Date.now());
    switch (decision.kind) {
      case "take": {
        const { after, step } = decision;
        screen.say(`\n${environment}: ${describePassed(situation)} → ${describeChoice(after)}`);
        const passedPercent = situation.passed.percent;
        const taken = await takeStep({ environment, before, after, passedPercent, takeLock, stop }, screen);
        if (taken.kind === "failed") {
          return stop.aborted
            ? stopped(environment)
            : { outcome: "failed", message: `${describeStep(step)}: ${taken.reason}` };
        }
        if (step.kind === "promote") return { outcome: "done", message: `\n${environment}: ${describeChoice(after)}` };
        expected = undefined;
        break;
      }
      case "bake": {
        const { until, step } = decision;
        screen.say(
          `\n${environment}: the canary bakes at ${situation.passed.percent} % until ${moment(until)}, then ${describeStep(step)}; Ctrl-C ends this run and leaves it so`,
        );
        const end = await bake(bakeOf(request, reading, until, prometheus, stop), screen);
        if (end.kind !== "over") return await concludeBake(environment, end, screen);
        expected = reading;
        break;
      }
      default:
        return decision.kind === "another hand"
          ? await concludeHand(environment, decision.why)
          : concludeDecision(environment, decision);
    }
    reading = await readSituation(environment, Date.now());
  }
}

function bakeOf(
  { environment, everySeconds }: RunRequest,
  { situation, before, config, exposure }: Reading,
  until: number,
  prometheus: Prometheus,
  stop: AbortSignal,
): Bake {
  const { stable, canary = {} } = exposure;
  const admin = adminUrlOf(config, environment);
  return {
    canary: ownRevisions(canary, stable),
    stable: Object.values(stable),
    since: situation.passed.since,
    until,
    everySeconds,
    prometheus,
    file: { path: stackFileOf(environment), text: before.text },
    realSplit: () => realSplit(admin),
    stop,
  };
}

function concludeDecision(
  environment: Environment,
  decision: Exclude<RunDecision, { kind: "take" | "bake" }>,
): Conclusion {
  switch (decision.kind) {
    case "finished":
      return { outcome: "done", message: `${environment}: ${decision.why}` };
    case "another hand":
      return { outcome: "failed", message: `PHS005: ${decision.why}`, code: "PHS005" };
    case "refused":
      return { outcome: "refused", message: `PHS001: ${decision.why}`, code: "PHS001" };
  }
}

/** Whoever it was has the release now; the run touches nothing more. */
async function concludeHand(environment: Environment, why: string): Promise<Conclusion> {
  const last = await lastUpdate(environment);
  return { outcome: "failed", message: `PHS005: ${why}; this run ends and touches nothing. ${last}`, code: "PHS005" };
}

async function concludeBake(
  environment: Environment,
  end: Exclude<BakeEnd, { kind: "over" }>,
  screen: Screen,
): Promise<Conclusion> {
  switch (end.kind) {
    case "stopped":
      return stopped(environment);
    case "another hand":
      return await concludeHand(environment, end.why);
    case "blind":
      return {
        outcome: "failed",
        message: `the bake cannot be watched: ${end.reason}. The canary keeps what has passed; \`bin/canary run ${environment}\` goes on`,
      };
    case "alarm beside": {
      const alerts = end.alerts.map(describeAlert);
      const problem = await raiseAlarm(environment, alerts);
      if (problem !== undefined) screen.say(problem);
      return {
        outcome: "failed",
        message: `alarm, not of the canary: ${alerts.join("; ")}. The canary keeps what has passed; see to it, then \`bin/canary run ${environment}\` goes on`,
      };
    }
    case "alarm": {
      const alerts = end.alerts.map(describeAlert);
      const alarm = alerts.join("; ");
      screen.say(`\nalarm of the canary: ${alarm}; rolling back`);
      record(stackHome(environment), { event: "watch alarm", alerts });
      const way = { kind: "roll back" } as const;
      const back = await goBack({ environment, way, takeLock: false, begunAt: performance.now() }, screen);
      const outcome = back.outcome === "done" ? "rolled back" : "failed";
      return { outcome, message: `alarm of the canary: ${alarm}; ${back.message.trim()}` };
    }
  }
}

function stopped(environment: Environment): Conclusion {
  return {
    outcome: "stopped",
    message: `stopped; what has passed stays. \`bin/canary run ${environment}\` goes on, \`bin/canary abort ${environment}\` ends the release`,
  };
}
