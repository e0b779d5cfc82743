import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import analyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import { type Child, orphanGuard } from "../plugins/child.ts";
import { type ListeningChild, startListening } from "../plugins/listening-child.ts";
import { stackEnvironment } from "../program/environment.ts";
import type { DeploymentRequest } from "../request.ts";
import type { PropertyMap } from "../values/property-value.ts";
import {
  analyzeRequest,
  analyzeStackRequest,
  configureRequest,
  diagnosticsOf,
  notApplicableIn,
  packDescriptionOf,
  remediateRequest,
} from "../wire/analysis.ts";
import { AnalyzerRpc } from "../wire/analyzer-rpc.ts";
import { isUnimplemented, messageOf } from "../wire/rpc.ts";
import { fromStruct } from "../wire/struct.ts";
import type { JudgedResource } from "./judged-resource.ts";
import { PolicyPackError } from "./pack-error.ts";
import { loadPackFile } from "./pack-file.ts";
import type { CompleteConfig } from "./reconcile.ts";
import type { PackDescription } from "./rule.ts";
import type { Diagnostic } from "./verdict.ts";

/** How long a pack may go on without its engine, in ms: it has no effects of its own. */
const GRACE_MS = 0;

/** How long to wait for the end of a pack that does not answer any more, in ms. */
const CRASH_NOTICE_MS = 1_000;

export interface Analysis {
  readonly diagnostics: readonly Diagnostic[];
  /** The policies that do not concern what was judged. */
  readonly notApplicable: readonly string[];
}

/** What a remediating policy did. */
export type Remediation = { readonly policy: string } & (
  | { readonly inputs: PropertyMap }
  /** Why it could not tell what to do. */
  | { readonly problem: string }
);

/** A policy pack that runs: a process of its own, with the policy SDK that npm ships. */
export class PolicyPack {
  /** As people named it. */
  readonly folder: string;
  /** With the levels that the policies are configured with. */
  description: PackDescription;
  private readonly rpc: AnalyzerRpc;
  private readonly child: Child;

  private constructor(folder: string, description: PackDescription, rpc: AnalyzerRpc, child: Child) {
    this.folder = folder;
    this.description = description;
    this.rpc = rpc;
    this.child = child;
  }

  /**
   * @param folder of PulumiPolicy.yaml
   * @throws PolicyPackError that names the pack
   */
  static async start(
    folder: string,
    options: {
      readonly request: DeploymentRequest;
      readonly preview: boolean;
      readonly engineAddress: string;
      readonly onLine: (line: string, from: "stdout" | "stderr") => void;
      readonly onStart: (child: Child) => void;
    },
  ): Promise<PolicyPack> {
    const { version } = loadPackFile(folder);
    try {
      const { address, child } = await launch(folder, options);
      const rpc = new AnalyzerRpc(address);
      await introduce(rpc, resolve(folder), options);
      return new PolicyPack(folder, packDescriptionOf(await rpc.getAnalyzerInfo(), version), rpc, child);
    } catch (cause) {
      if (cause instanceof PolicyPackError) throw cause;
      throw new PolicyPackError(`policy pack "${folder}" failed to start: ${messageOf(cause)}`, { cause });
    }
  }

  async configure(config: CompleteConfig): Promise<void> {
    await this.asked("be configured", this.rpc.configure(configureRequest(config)));
    const policies = this.description.policies.map((policy) => ({
      ...policy,
      level: config[policy.name]?.level ?? policy.level,
    }));
    this.description = { ...this.description, policies };
  }

  /** A pack whose SDK knows no remediation has none. */
  async remediate(resource: JudgedResource): Promise<{ remediations: Remediation[]; notApplicable: string[] }> {
    const what = `remediate ${resource.state.urn}`;
    const response = await this.asked(what, unlessUnimplemented(this.rpc.remediate(remediateRequest(resource))));
    if (response === undefined) return { remediations: [], notApplicable: [] };
    const remediations = response.getRemediationsList().map((remediation): Remediation => {
      const policy = remediation.getPolicyname();
      const problem = remediation.getDiagnostic();
      return problem === "" ? { policy, inputs: fromStruct(remediation.getProperties()) } : { policy, problem };
    });
    return { remediations, notApplicable: notApplicableIn(response) };
  }

  async analyze(resource: JudgedResource): Promise<Analysis> {
    const response = await this.asked(`judge ${resource.state.urn}`, this.rpc.analyze(analyzeRequest(resource)));
    return this.analysisOf(response);
  }

  /** A pack whose SDK knows no stack policies has none. */
  async analyzeStack(resources: readonly JudgedResource[]): Promise<Analysis> {
    const call = unlessUnimplemented(this.rpc.analyzeStack(analyzeStackRequest(resources)));
    const response = await this.asked("judge the stack", call);
    return response === undefined ? { diagnostics: [], notApplicable: [] } : this.analysisOf(response);
  }

  close(): void {
    this.rpc.close();
  }

  private analysisOf(response: analyzerProto.AnalyzeResponse): Analysis {
    return { diagnostics: diagnosticsOf(response, this.description), notApplicable: notApplicableIn(response) };
  }

  /** A pack that has gone says nothing itself. */
  private async asked<Answer>(what: string, answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (cause) {
      const ended = await Promise.race([this.child.ended, setTimeout(CRASH_NOTICE_MS)]);
      const { name } = this.description;
      throw new PolicyPackError(
        ended === undefined
          ? messageOf(cause)
          : `policy pack '${name}' ("${this.folder}") ended with exit code ${ended.code} when it was asked to ${what}`,
        { cause },
      );
    }
  }
}

function launch(folder: string, options: Parameters<typeof PolicyPack.start>[1]): Promise<ListeningChild> {
  const { request, preview, engineAddress } = options;
  const root = resolve(folder);
  const guard = orphanGuard(GRACE_MS);
  return startListening(
    "its process",
    {
      command: process.execPath,
      args: [...guard.args, packRunner(folder, root), engineAddress, root],
      cwd: root,
      env: { ...stackEnvironment(request), ...guard.env, PULUMI_NODEJS_DRY_RUN: String(preview) },
      onLine: options.onLine,
    },
    options.onStart,
  );
}

function packRunner(folder: string, root: string): string {
  try {
    return createRequire(join(root, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  } catch (cause) {
    throw new PolicyPackError(
      `policy pack "${folder}" failed to start: its dependencies are not installed; run npm install in ${root}`,
      { cause },
    );
  }
}

/** Old SDKs know neither call: what they need of it is in the environment. */
async function introduce(
  rpc: AnalyzerRpc,
  root: string,
  options: Parameters<typeof PolicyPack.start>[1],
): Promise<void> {
  const { request, preview, engineAddress } = options;
  const greeting = new analyzerProto.AnalyzerHandshakeRequest()
    .setEngineAddress(engineAddress)
    .setRootDirectory(root)
    .setProgramDirectory(root);
  await unlessUnimplemented(rpc.handshake(greeting));
  const stack = new analyzerProto.AnalyzerStackConfigureRequest()
    .setStack(request.stack)
    .setProject(request.project.name)
    .setOrganization(request.organization)
    .setDryRun(preview)
    .setConfigSecretKeysList([...request.secretKeys]);
  for (const [key, value] of request.config) stack.getConfigMap().set(key, value);
  await unlessUnimplemented(rpc.configureStack(stack));
}

async function unlessUnimplemented<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isUnimplemented(error)) return undefined;
    throw error;
  }
}
