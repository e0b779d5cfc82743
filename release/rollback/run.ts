import { setTimeout as sleep } from "node:timers/promises";
import type { ReleaseConfig } from "../../components/config/schema.ts";
import { planRelease } from "../../components/plan/plan.ts";
import { adminUrlOf } from "../../components/platforms/admin-url.ts";
import { factsOf } from "../../components/platforms/select.ts";
import { stackHome } from "../../components/stack-home.ts";
import { rootMessage } from "../../errors/release-error.ts";
import { record } from "../../gates/events.ts";
import { kongAdmin } from "../../providers/kong/admin.ts";
import { drain } from "../../traffic/drain.ts";
import { markUnsettled } from "../../traffic/unsettled.ts";
import type { Environment } from "../environment.ts";
import { configCommands } from "../phase/config-commands.ts";
import { choiceAfter, describeChoice, type ReleaseChoice } from "../phase/step.ts";
import { askPulumi, showPulumi } from "../pulumi.ts";
import { ROOT } from "../root.ts";
import { readStackConfig } from "../stack-config.ts";
import { formerChoice } from "./former-choice.ts";

export interface RollbackRequest {
  readonly environment: Environment;
  /** Number of the update whose config is to be put back. */
  readonly to: number | undefined;
  /** Take the lock of an update that has died before. */
  readonly takeLock: boolean;
}

/** How long an update that is alive may keep the lock after its traffic was taken, and between two looks. */
const LOCK_PATIENCE_MS = 15 * 60_000;
const LOCK_RETRY_MS = 2000;

const say = (line: string) => process.stdout.write(`${line}\n`);

/**
 * Takes traffic off in the gateway, then writes the config and runs `up`. That the first failed does not keep the second
 * from being tried: it lowers traffic, too. Its config is kept when `up` fails, so that whatever runs next goes on with it.
 *
 * @returns the exit code of the command that ended it
 * @throws PHS001 when there is nothing to go back to; CFG001 to CFG004 for a config that the program would refuse
 */
export async function runRollback({ environment, to, takeLock }: RollbackRequest): Promise<number> {
  const config = readStackConfig(environment);
  const after = to === undefined ? choiceAfter(config, { kind: "roll back" }) : await choiceAt(environment, to);
  say(`${environment}: ${describeChoice(config)} → ${describeChoice(after)}`);
  const isOff = await takeTraffic(environment, config, after);

  const ofStack = ["-s", environment, "--non-interactive"];
  for (const args of [...(takeLock ? [["cancel", "--yes"]] : []), ...configCommands(config, after)]) {
    const { exitCode } = await shown([...args, ...ofStack]);
    if (exitCode !== 0) return failed(environment, isOff, exitCode);
  }
  const message = `${environment}: rolled back to ${describeChoice(after)}`;
  const exitCode = await upWhenFree(["up", "--yes", "--skip-preview", "--message", message, ...ofStack]);
  if (exitCode !== 0) return failed(environment, isOff, exitCode);
  say(`\n${message}`);
  return 0;
}

async function choiceAt(environment: Environment, version: number): Promise<ReleaseChoice> {
  const { exitCode, stdout, stderr } = await askPulumi(["stack", "history", "--json", "-s", environment]);
  if (exitCode !== 0) throw new Error(`the history of stack ${environment} cannot be read: ${stderr.trim()}`);
  return formerChoice(stdout, version, ROOT);
}

/** @returns whether what is to have no traffic has none */
async function takeTraffic(environment: Environment, config: ReleaseConfig, after: ReleaseChoice): Promise<boolean> {
  const home = stackHome(environment);
  const facts = factsOf(config);
  const exposed = planRelease(config, facts).exposure;
  const wanted = planRelease({ ...config, ...after }, facts).exposure;
  try {
    markUnsettled(home, "an operator rolls back");
    const capped = await drain(kongAdmin({ uri: adminUrlOf(config, environment) }), exposed, wanted);
    const freed = capped.filter((each) => each.freed > 0);
    record(home, { event: "weights drained", freed });
    const what =
      freed.length === 0
        ? "it had none"
        : freed.map(({ upstream, freed: points, heir }) => `${upstream}: ${points} points to ${heir}`).join("; ");
    // Counted from the start of the process, which is when the operator waits from.
    say(`traffic is off after ${(performance.now() / 1000).toFixed(2)} s (${what})`);
    return true;
  } catch (error) {
    say(`traffic could not be taken off in the gateway: ${rootMessage(error)}; the update that follows lowers it`);
    return false;
  }
}

/** An update that holds the lock notices that its traffic was taken, and ends by itself. */
async function upWhenFree(args: readonly string[]): Promise<number> {
  const deadline = Date.now() + LOCK_PATIENCE_MS;
  for (let waited = false; ; waited = true) {
    const { exitCode, stderr } = await shown(args, waited);
    if (exitCode === 0 || !stderr.includes("the stack is currently locked by") || Date.now() > deadline)
      return exitCode;
    if (!waited) {
      say(
        `Another update holds the lock; waiting up to ${LOCK_PATIENCE_MS / 60_000} min for it to end. It cannot give the traffic back.\n` +
          "If it has died, end this by Ctrl-C and run it again with --take-lock.",
      );
    }
    await sleep(LOCK_RETRY_MS);
  }
}

async function shown(args: readonly string[], isRepeated = false): Promise<{ exitCode: number; stderr: string }> {
  if (!isRepeated) say(`\n$ bin/pulumi ${args.join(" ")}`);
  return await showPulumi(args);
}

function failed(environment: Environment, isOff: boolean, exitCode: number): number {
  const traffic = isOff ? "Traffic is off" : "Whether traffic is off is not known";
  say(`\nThe update failed. ${traffic}; the config is kept in Pulumi.${environment}.yaml. Run the rollback again.`);
  return exitCode;
}
