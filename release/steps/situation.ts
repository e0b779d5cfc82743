import fs from "node:fs";
import type { ReleaseConfig } from "../../components/config/schema.ts";
import { planRelease } from "../../components/plan/plan.ts";
import { factsOf } from "../../components/platforms/select.ts";
import { stackHome } from "../../components/stack-home.ts";
import { ReleaseError } from "../../errors/release-error.ts";
import { readEvents } from "../../gates/events.ts";
import { type Exposure, ownRevisions } from "../../traffic/exposure.ts";
import type { Environment } from "../environment.ts";
import { readStackConfig } from "../stack-config.ts";
import { canaryPassed, sameRevisions } from "../status/canary-passed.ts";
import { type DeployedStatus, readDeployment, realSplit, statusOf } from "../status/gather.ts";
import type { Situation } from "./admission.ts";
import { standingOf } from "./standing.ts";
import { type ReadChoice, stackFileOf } from "./take-step.ts";

/** What was found at one time. */
export interface Reading {
  readonly situation: Situation;
  /** The config file that it was read from. */
  readonly before: ReadChoice;
  readonly status: DeployedStatus;
  readonly config: ReleaseConfig;
  /** What config asks for. */
  readonly exposure: Exposure;
}

/**
 * Asks the stack's config and outputs, the gateway and the log of events what the release is like.
 *
 * @param now ms since 1970
 * @throws PHS001 for a stack that was never deployed; CFG001 to CFG004 for a config that the program would refuse
 */
export async function readSituation(environment: Environment, now: number): Promise<Reading> {
  const file = stackFileOf(environment);
  // The file first: whatever is written later is then noticed before anything is done.
  const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const config = readStackConfig(environment);
  const deployment = await readDeployment(environment);
  if (deployment.kind === "not deployed") {
    throw new ReleaseError(
      "PHS001",
      `stack ${environment} is not deployed (${deployment.reason}); run \`bin/pulumi up -s ${environment}\` first`,
    );
  }
  const real = await realSplit(deployment.outputs.urls.admin);
  const { exposure } = planRelease(config, factsOf(config));
  const events = readEvents(stackHome(environment));
  const status = statusOf({ stack: environment, config, asked: exposure.canary, deployment, real, events, now });
  const { stable = {}, canary = {} } = status.tracks;
  const passed = canaryPassed(exposure.canary, canary, status.passed);
  const situation = {
    stack: environment,
    config,
    passed,
    standing: standingOf(real, ownRevisions(canary, stable), status.passed.percent, events),
    promotionUnfinished:
      !config.canary && sameRevisions(exposure.stable, canary) && !sameRevisions(exposure.stable, stable),
  };
  return { situation, before: { text, choice: config }, status, config, exposure };
}
