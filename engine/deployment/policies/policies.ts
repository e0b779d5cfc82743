import { normalize } from "node:path";
import type { OutputLines } from "../execution/output-lines.ts";
import type { Reporter } from "../execution/reporter.ts";
import type { Child } from "../plugins/child.ts";
import type { DeploymentRequest } from "../request.ts";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import type { PropertyMap } from "../values/property-value.ts";
import { loadConfigFile } from "./config-file.ts";
import { beforeStep, whenDone } from "./judged-resource.ts";
import { PolicyPackError } from "./pack-error.ts";
import { PolicyEvents } from "./policy-events.ts";
import { type Analysis, PolicyPack } from "./policy-pack.ts";
import { configProblems, reconcile, unknownNames } from "./reconcile.ts";
import { judgeResource, judgeStack, type Verdict } from "./verdict.ts";

type Outcome = Verdict["outcome"];

/** What is to be done to a resource, as far as policies need to know. */
export interface PolicySubject {
  /** The state that its goal asks for. */
  readonly state: ResourceState;
  readonly provider: ResourceState | undefined;
  readonly deleteBeforeReplace: boolean | undefined;
}

/** The policy packs of a run. */
export class Policies {
  private readonly request: DeploymentRequest;
  private readonly preview: boolean;
  private readonly engineAddress: string;
  private readonly reporter: Reporter;
  private readonly lines: OutputLines;
  private readonly events: PolicyEvents;
  private readonly children: Child[] = [];
  private packs: readonly PolicyPack[] = [];
  private readonly deleteBeforeReplace = new Map<Urn, boolean | undefined>();
  private mandatoryViolated = false;

  constructor(options: {
    request: DeploymentRequest;
    preview: boolean;
    engineAddress: string;
    reporter: Reporter;
    lines: OutputLines;
  }) {
    this.request = options.request;
    this.preview = options.preview;
    this.engineAddress = options.engineAddress;
    this.reporter = options.reporter;
    this.lines = options.lines;
    this.events = new PolicyEvents((event) => this.request.emit(event));
  }

  /**
   * Starts and configures every pack.
   * @throws PolicyPackError for the first one that cannot be used
   */
  async start(): Promise<void> {
    const problems: string[] = [];
    this.packs = await Promise.all(
      this.request.policyPacks.map(async ({ folder, config }) => {
        this.events.load();
        const pack = await this.launch(folder);
        problems.push(...(await this.configure(pack, config)));
        return pack;
      }),
    );
    if (problems.length === 0) return;
    for (const problem of problems.toSorted()) this.reporter.error(`validating policy config: ${problem}`);
    throw new PolicyPackError("validating policy config");
  }

  private launch(folder: string): Promise<PolicyPack> {
    return PolicyPack.start(folder, {
      request: this.request,
      preview: this.preview,
      engineAddress: this.engineAddress,
      onLine: (line, from) => this.lines.show(`policy pack ${folder}`, line, from),
      onStart: (child) => this.children.push(child),
    });
  }

  /** @returns what is wrong with its config, if anything */
  private async configure(pack: PolicyPack, file: string | undefined): Promise<string[]> {
    const { description } = pack;
    if (!description.supportsConfig) {
      if (file === undefined) return [];
      throw new PolicyPackError(`policy pack "${description.name}" at "${pack.folder}" does not support config`);
    }
    const given = file === undefined ? {} : loadConfigFile(file);
    for (const name of unknownNames(description, given)) {
      const names = description.policies.map((policy) => policy.name).join(", ");
      this.reporter.diagnostic(
        "warning",
        `policy pack config ${file}: "${name}" is no policy of the pack ${description.name}; its policies are ${names}`,
      );
    }
    const config = reconcile(description, given);
    const problems = configProblems(description, config);
    if (problems.length > 0) return problems.map((text) => `${description.name} ${description.version}  ${text}`);
    await pack.configure(config);
    return [];
  }

  /** What a summary says of the packs: `<name>|local|<folder>` → version. */
  get versions(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      this.packs.map(({ folder, description: { name, version } }) => [`${name}|local|${abbreviated(folder)}`, version]),
    );
  }

  /** True when the run cannot succeed any more because of a policy. */
  get violated(): boolean {
    return this.mandatoryViolated;
  }

  /**
   * Has every pack remediate and judge a resource before its step.
   * @returns the inputs to go on with, and what that means for the step
   * @throws PolicyPackError
   */
  async judge(subject: PolicySubject): Promise<{ readonly inputs: PropertyMap; readonly outcome: Outcome }> {
    this.deleteBeforeReplace.set(subject.state.urn, subject.deleteBeforeReplace);
    const inputs = await this.remediate(subject, this.events);
    const { state, provider, deleteBeforeReplace } = subject;
    const resource = beforeStep({ ...state, inputs }, provider, deleteBeforeReplace);
    const outcomes = await Promise.all(
      this.packs.map(async (pack) => {
        const analysis = await prefixed("failed to run policy", pack.analyze(resource));
        const verdict = judgeResource(analysis.diagnostics, this.preview);
        for (const violation of verdict.violations) this.events.violation(state.urn, violation);
        this.events.analyzed(pack.description, state.urn, analysis);
        return verdict.outcome;
      }),
    );
    return { inputs, outcome: this.noted(outcomes) };
  }

  /** The inputs of a successor, which are made anew from the goal: remediated as before. */
  remediateAgain(subject: PolicySubject): Promise<PropertyMap> {
    return this.remediate(subject, undefined);
  }

  /** One pack after the other: each sees what those before it have changed. */
  private async remediate(subject: PolicySubject, events: PolicyEvents | undefined): Promise<PropertyMap> {
    const { state, provider, deleteBeforeReplace } = subject;
    let inputs = state.inputs ?? {};
    for (const pack of this.packs) {
      const resource = beforeStep({ ...state, inputs }, provider, deleteBeforeReplace);
      const answer = await prefixed("failed to run remediation", pack.remediate(resource));
      for (const remediation of answer.remediations) {
        if ("problem" in remediation) {
          events?.remediationProblem(pack.description, state.urn, remediation);
          continue;
        }
        events?.remediation(pack.description, state.urn, remediation.policy, inputs, remediation.inputs);
        inputs = remediation.inputs;
      }
      events?.remediated(pack.description, state.urn, answer);
    }
    return inputs;
  }

  /**
   * Has every pack judge the stack when everything is done.
   * @param resources what the program registered, as the state has it now
   * @param root the stack's own URN: violations that point at nothing are its
   * @throws PolicyPackError
   */
  async judgeStack(resources: readonly ResourceState[], root: Urn): Promise<Outcome> {
    if (this.packs.length === 0) return "allowed";
    const judged = whenDone(resources, this.deleteBeforeReplace);
    const urns = new Set(resources.map(({ urn }) => urn));
    const outcomes = await Promise.all(
      this.packs.map(async (pack) => {
        const analysis: Analysis = await pack.analyzeStack(judged);
        const verdict = judgeStack(analysis.diagnostics);
        for (const violation of verdict.violations) {
          const { urn } = violation;
          this.events.violation(urn !== undefined && urns.has(urn) ? urn : root, violation);
        }
        this.events.analyzedStack(pack.description, analysis);
        return verdict.outcome;
      }),
    );
    return this.noted(outcomes);
  }

  private noted(outcomes: readonly Outcome[]): Outcome {
    const worst = (["refused", "violated"] as const).find((outcome) => outcomes.includes(outcome)) ?? "allowed";
    if (worst !== "allowed") this.mandatoryViolated = true;
    return worst;
  }

  /** Settles when every pack has ended. */
  async end(): Promise<void> {
    for (const pack of this.packs) pack.close();
    await Promise.all(this.children.map((child) => child.end()));
  }

  kill(): void {
    for (const child of this.children) child.kill();
  }
}

async function prefixed<Answer>(prefix: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw new PolicyPackError(`${prefix}: ${(cause as Error).message}`, { cause });
  }
}

/** How long a path may be before its middle is left out, as the CLI does. */
const PATH_LIMIT = 75;

function abbreviated(folder: string): string {
  const path = normalize(folder).replace(/(?<=.)\/$/, "");
  const parts = path.split("/");
  if (path.length <= PATH_LIMIT || parts.length <= 4) return path;
  return [...parts.slice(0, 2), "...", ...parts.slice(-2)].join("/");
}
