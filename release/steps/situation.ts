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
import { gatherStatus, type ReleaseStatus } from "../status/gather.ts";
import type { Situation } from "./admission.ts";
import { standingOf } from "./standing.ts";
import { type ReadChoice, stackFileOf } from "./take-step.ts";

/** What was found at one time. */
export interface Reading {
  readonly situation: Situation;
  /** The config file that it was read from. */
  readonly before: ReadChoice;
  readonly status: Extract<ReleaseStatus, { kind: "deployed" }>;
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
  const status = await gatherStatus(environment, now);
  if (status.kind === "not deployed") {
    throw new ReleaseError(
      "PHS001",
      `stack ${environment} is not deployed (${status.reason}); run \`bin/pulumi up -s ${environment}\` first`,
    );
  }
  const config = readStackConfig(environment);
  const { exposure } = planRelease(config, factsOf(config));
  const { stable = {}, canary = {} } = status.tracks;
  const passed = canaryPassed(exposure.canary, canary, status.passed);
  const situation = {
    stack: environment,
    config,
    passed,
    standing: standingOf(
      status.real,
      ownRevisions(canary, stable),
      status.passed.percent,
      readEvents(stackHome(environment)),
    ),
    promotionUnfinished:
      !config.canary && sameRevisions(exposure.stable, canary) && !sameRevisions(exposure.stable, stable),
  };
  return { situation, before: { text, choice: config }, status, config, exposure };
}
