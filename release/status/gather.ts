import { z } from "zod";
import type { ReleaseConfig } from "../../components/config/schema.ts";
import { planRelease } from "../../components/plan/plan.ts";
import { factsOf } from "../../components/platforms/select.ts";
import { mainUpstream, SERVICES } from "../../components/services.ts";
import { stackHome } from "../../components/stack-home.ts";
import { rootMessage } from "../../errors/release-error.ts";
import { type RecordedEvent, readEvents } from "../../gates/events.ts";
import { listTargets } from "../../gates/targets.ts";
import { kongAdmin } from "../../providers/kong/admin.ts";
import type { RevisionSet } from "../../traffic/exposure.ts";
import { shares } from "../../traffic/split.ts";
import type { Environment } from "../environment.ts";
import { gatesIn, type OpenGate } from "../events/gates.ts";
import { askPulumi } from "../pulumi.ts";
import { readStackConfig } from "../stack-config.ts";
import { canaryPassed } from "./canary-passed.ts";
import { type DecidedGate, lastVerdicts } from "./last-verdicts.ts";
import { bakesUntil, type NextStep, nextStep, type Passed, type PlannedStep, remainingSteps } from "./next-step.ts";

const outputs = z.object({
  urls: z.object({ admin: z.string(), prometheus: z.string() }),
  traffic: z.object({ canaryPercent: z.number(), since: z.string(), gate: z.string() }),
  tracks: z.record(
    z.string(),
    z.object({ bypassLlm: z.boolean(), services: z.record(z.string(), z.object({ revision: z.string() })) }),
  ),
});

/** What the gateway does now, in points of 100 by revision by upstream; or why it cannot be told. */
export type RealSplit =
  | {
      readonly kind: "known";
      readonly shares: Readonly<Record<string, Readonly<Record<string, number>>>>;
      /** Revisions that an operator has drained. */
      readonly drained: readonly string[];
    }
  | { readonly kind: "unknown"; readonly reason: string };

/** Everything that can be said of a release. Data alone, fit for JSON. */
export type ReleaseStatus =
  | { readonly kind: "not deployed"; readonly stack: string; readonly reason: string }
  | {
      readonly kind: "deployed";
      readonly stack: string;
      /** Revision by service, by track. */
      readonly tracks: Readonly<Record<string, Readonly<Record<string, string>>>>;
      /** What config asks for, in percent. */
      readonly askedPercent: number;
      readonly passed: Passed;
      /** Up to when what has passed must be kept before more may be given; ms since 1970. Absent without a canary. */
      readonly bakesUntil?: number;
      readonly real: RealSplit;
      readonly gates: readonly DecidedGate[];
      /** Gates that look now, or whose update has died while they did. */
      readonly looking: readonly OpenGate[];
      readonly next: NextStep;
      readonly plan: readonly PlannedStep[];
    };

export type DeployedStatus = Extract<ReleaseStatus, { kind: "deployed" }>;

/** What the outputs of a stack say; they are those of the last update that came to its end. */
export type Deployment =
  | { readonly kind: "deployed"; readonly outputs: z.infer<typeof outputs> }
  | { readonly kind: "not deployed"; readonly reason: string };

/** Asks the stack's outputs, the gateway and the log of events. Never throws for what they do not say. */
export async function gatherStatus(stack: Environment, now: number): Promise<ReleaseStatus> {
  const config = readStackConfig(stack);
  const deployment = await readDeployment(stack);
  if (deployment.kind === "not deployed") return { kind: "not deployed", stack, reason: deployment.reason };
  const real = await realSplit(deployment.outputs.urls.admin);
  const asked = askedCanary(config);
  return statusOf({ stack, config, asked, deployment, real, events: readEvents(stackHome(stack)), now });
}

/** The revisions of the canary that config asks for. @throws CFG004 for a version that is not known */
export function askedCanary(config: ReleaseConfig): RevisionSet | undefined {
  return config.canary && planRelease(config, factsOf(config)).exposure.canary;
}

/** Asks the stack's outputs. Never throws for what they do not say. */
export async function readDeployment(stack: Environment): Promise<Deployment> {
  const { exitCode, stdout, stderr } = await askPulumi(["stack", "output", "--json", "-s", stack, "--non-interactive"]);
  if (exitCode !== 0) {
    const said = stderr
      .trim()
      .split("\n")
      .at(-1)
      ?.replace(/^error: /, "");
    return { kind: "not deployed", reason: said || `exit code ${exitCode}` };
  }
  const parsed = outputs.safeParse(JSON.parse(stdout));
  if (!parsed.success) return { kind: "not deployed", reason: "no update of it has been run to its end" };
  return { kind: "deployed", outputs: parsed.data };
}

export interface StatusInput {
  readonly stack: string;
  /** What the stack's file asks for now. */
  readonly config: ReleaseConfig;
  /** The revisions of the canary that it asks for. */
  readonly asked: RevisionSet | undefined;
  readonly deployment: Extract<Deployment, { kind: "deployed" }>;
  readonly real: RealSplit;
  /** The oldest first. */
  readonly events: readonly RecordedEvent[];
  /** Ms since 1970. */
  readonly now: number;
}

/** Puts together what is known of a release. Pure. */
export function statusOf({ stack, config, asked, deployment, real, events, now }: StatusInput): DeployedStatus {
  const { traffic, tracks } = deployment.outputs;
  const passed = { percent: traffic.canaryPercent, since: Date.parse(traffic.since) };
  const revisions: Record<string, RevisionSet> = Object.fromEntries(
    Object.entries(tracks).map(([track, { services }]) => [
      track,
      Object.fromEntries(Object.entries(services).map(([service, { revision }]) => [service, revision])),
    ]),
  );
  const ofCanary = canaryPassed(asked, revisions.canary ?? {}, passed);
  const { verdicts, open } = gatesIn(events);
  return {
    kind: "deployed",
    stack,
    tracks: revisions,
    askedPercent: config.canary ? config.canaryPercent : 0,
    passed,
    ...(config.canary ? { bakesUntil: bakesUntil(config, ofCanary) } : {}),
    real,
    gates: lastVerdicts(verdicts),
    looking: open,
    next: nextStep(config, ofCanary),
    plan: remainingSteps(config, ofCanary, config.gates.slo.windowSeconds, now),
  };
}

/** Asks the gateway. Never throws: that it cannot be told is a split of its own. */
export async function realSplit(adminUrl: string): Promise<RealSplit> {
  try {
    const admin = kongAdmin({ uri: adminUrl });
    const all = await Promise.all(
      SERVICES.map(
        async (service) => [mainUpstream(service), await listTargets(admin, mainUpstream(service))] as const,
      ),
    );
    return {
      kind: "known",
      shares: Object.fromEntries(all.map(([upstream, targets]) => [upstream, shares(targets)])),
      drained: all.flatMap(([, targets]) => targets.flatMap(({ drained, revision }) => (drained ? [revision] : []))),
    };
  } catch (error) {
    return { kind: "unknown", reason: rootMessage(error) };
  }
}
