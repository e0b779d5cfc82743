import { setTimeout as sleep } from "node:timers/promises";
import type { ReleaseConfig } from "../../components/config/schema.ts";
import { planRelease } from "../../components/plan/plan.ts";
import { adminUrlOf } from "../../components/platforms/admin-url.ts";
import { factsOf } from "../../components/platforms/select.ts";
import { stackHome } from "../../components/stack-home.ts";
import { rootMessage } from "../../errors/release-error.ts";
import { readEvents, record } from "../../gates/events.ts";
import { kongAdmin } from "../../providers/kong/admin.ts";
import type { Capped } from "../../traffic/cap.ts";
import { drain } from "../../traffic/drain.ts";
import { ownRevisions } from "../../traffic/exposure.ts";
import { markUnsettled } from "../../traffic/unsettled.ts";
import type { Conclusion } from "../conclusion.ts";
import type { Environment } from "../environment.ts";
import { notifyOfCommand } from "../notify.ts";
import { askPulumi, LOCKED, showPulumi } from "../pulumi.ts";
import { ROOT } from "../root.ts";
import type { Screen } from "../screen.ts";
import { readStackConfig } from "../stack-config.ts";
import { configCommands } from "../steps/config-commands.ts";
import { choiceAfter, describeChoice, type ReleaseChoice, type StepBack } from "../steps/step.ts";
import { formerChoice } from "./former-choice.ts";

/** Where to: a step back, or what config said at the update of that number. */
export type WayBack = StepBack | { readonly kind: "former"; readonly update: number };

export interface BackRequest {
  readonly environment: Environment;
  readonly way: WayBack;
  /** Take the lock of an update that has died before. */
  readonly takeLock: boolean;
  /** From when seconds are counted, as `performance.now()`: 0, the start of the process, is when an operator waits from. */
  readonly begunAt: number;
}

/** How long an update that is alive may keep the lock after its traffic was taken, and between two looks. */
const LOCK_PATIENCE_MS = 15 * 60_000;
const LOCK_RETRY_MS = 2000;

/**
 * Takes traffic off in the gateway, then writes the config and runs `up`. That the first failed does not keep the second
 * from being tried: it lowers traffic, too. Its config is kept when `up` fails, so that whatever runs next goes on with it.
 *
 * @throws PHS001 when there is nothing to go back to; CFG001 to CFG004 for a config that the program would refuse
 */
export async function goBack(
  { environment, way, takeLock, begunAt }: BackRequest,
  screen: Screen,
): Promise<Conclusion> {
  const config = readStackConfig(environment);
  const after = way.kind === "former" ? await choiceAt(environment, way.update) : choiceAfter(config, way);
  screen.say(`${environment}: ${describeChoice(config)} → ${describeChoice(after)}`);
  const begun = Date.now();
  const taken = await takeTraffic(environment, config, after);
  const seconds = ((performance.now() - begunAt) / 1000).toFixed(2);
  screen.say(
    taken.kind === "off"
      ? `traffic is off after ${seconds} s (${describeFreed(taken.freed)})`
      : `traffic could not be taken off in the gateway: ${taken.reason}; the update that follows lowers it`,
  );
  // Beside what follows, which may have to wait for the lock: the program of its `up` would tell it only then.
  const told = notifyOfCommand(environment).catch((error) => `notifications: ${rootMessage(error)}`);
  void told.then((problem) => problem !== undefined && screen.say(problem));
  const failed = (): Conclusion => {
    const traffic = taken.kind === "off" ? "Traffic is off" : "Whether traffic is off is not known";
    const message = `the update failed. ${traffic}; the config is kept in Pulumi.${environment}.yaml. Run it again.`;
    return { outcome: "failed", message };
  };

  const ofStack = ["-s", environment, "--non-interactive"];
  for (const args of [...(takeLock ? [["cancel", "--yes"]] : []), ...configCommands(config, after)]) {
    const { exitCode } = await shown([...args, ...ofStack], screen);
    if (exitCode !== 0) return failed();
  }
  const message = `${environment}: ${way.kind === "abort" ? "aborted" : "rolled back"}, ${describeChoice(after)}`;
  const isUp = await upWhenFree(
    ["up", "--yes", "--skip-preview", "--message", message, ...ofStack],
    screen,
    async () => {
      await takeTraffic(environment, config, after);
    },
  );
  if (!isUp) return failed();
  if (way.kind === "abort") recordAbort(environment, config, begun);
  return { outcome: "done", message: `\n${message}` };
}

/**
 * The update has told of it only where a canary had passed a step before: one that never has is in no state.
 *
 * @param begun when the abort did, in ms since 1970. Not how long the log was then: traffic does not wait for its reading.
 */
function recordAbort(environment: Environment, config: ReleaseConfig, begun: number): void {
  const home = stackHome(environment);
  if (readEvents(home).some(({ event, at }) => event === "roles changed" && Date.parse(at) >= begun)) return;
  const { stable, canary = {} } = planRelease(config, factsOf(config)).exposure;
  record(home, { event: "roles changed", change: "aborted", revisions: ownRevisions(canary, stable) });
}

async function choiceAt(environment: Environment, version: number): Promise<ReleaseChoice> {
  const { exitCode, stdout, stderr } = await askPulumi(["stack", "history", "--json", "-s", environment]);
  if (exitCode !== 0) throw new Error(`the history of stack ${environment} cannot be read: ${stderr.trim()}`);
  return formerChoice(stdout, version, ROOT);
}

type TakenTraffic =
  | { readonly kind: "off"; readonly freed: readonly Capped[] }
  | { readonly kind: "not known"; readonly reason: string };

/** Takes it off what is to have none, in the gateway. Never throws: the update that follows lowers it too. */
async function takeTraffic(
  environment: Environment,
  config: ReleaseConfig,
  after: ReleaseChoice,
): Promise<TakenTraffic> {
  const home = stackHome(environment);
  const facts = factsOf(config);
  const exposed = planRelease(config, facts).exposure;
  const wanted = planRelease({ ...config, ...after }, facts).exposure;
  try {
    markUnsettled(home, "an operator rolls back");
    const capped = await drain(kongAdmin({ uri: adminUrlOf(config, environment) }), exposed, wanted);
    const freed = capped.filter((each) => each.freed > 0);
    if (freed.length > 0) record(home, { event: "weights drained", freed });
    return { kind: "off", freed };
  } catch (error) {
    return { kind: "not known", reason: rootMessage(error) };
  }
}

function describeFreed(freed: readonly Capped[]): string {
  if (freed.length === 0) return "it had none";
  return freed.map(({ upstream, freed: points, heir }) => `${upstream}: ${points} points to ${heir}`).join("; ");
}

/**
 * An update that holds the lock notices that its traffic was taken, and ends by itself.
 *
 * @param drainAgain while it waits: that update may only now have made the targets that are to have nothing.
 * @returns whether it has succeeded
 */
async function upWhenFree(args: readonly string[], screen: Screen, drainAgain: () => Promise<void>): Promise<boolean> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (let waited = false; ; waited = true) {
    const { exitCode, stderr } = await shown(args, screen, waited);
    if (exitCode === 0) return true;
    if (!stderr.includes(LOCKED) || Date.now() > deadline) return false;
    if (!waited) {
      screen.say(
        `Another update holds the lock; waiting up to ${LOCK_PATIENCE_MS / 60_000} min for it to end. It cannot give the traffic back.\n` +
          "If it has died, end this by Ctrl-C and run it again with --take-lock.",
      );
    }
    await sleep(LOCK_RETRY_MS);
    await drainAgain();
  }
}

async function shown(
  args: readonly string[],
  screen: Screen,
  isRepeated = false,
): Promise<{ exitCode: number; stderr: string }> {
  if (!isRepeated) screen.say(`\n$ bin/pulumi ${args.join(" ")}`);
  return await showPulumi(args, screen.stream);
}
