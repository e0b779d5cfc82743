import { randomUUID } from "node:crypto";
import type { ResourceState, Urn } from "../state/snapshot.ts";
import { typeOf } from "../state/urn.ts";
import type { ProviderDifference } from "../steps/difference.ts";
import { equalValues } from "../values/difference.ts";
import type { PropertyMap } from "../values/property-value.ts";
import type {
  CheckResult,
  ConfigurableProvider,
  ExistingResource,
  FunctionCall,
  FunctionResult,
  Provider,
  ReadResult,
} from "../wire/provider.ts";
import { stackReferenceOutputs } from "./stack-reference.ts";

/** The package whose provider is the engine itself. */
export const BUILTIN_PACKAGE = "pulumi";

const STACK_REFERENCE = "pulumi:pulumi:StackReference";
/** Keeps the value that it got first. */
const STASH = "pulumi:index:Stash";

const NO_DIFFERENCE: ProviderDifference = {
  changes: "none",
  replaces: [],
  changed: [],
  deleteBeforeReplace: false,
  detailed: undefined,
};

/** Serves the resources and functions of the package `pulumi`: no plugin is started for them. */
export class BuiltinProvider implements ConfigurableProvider, Provider {
  private readonly stackOutputs: (name: string) => Promise<PropertyMap>;
  private readonly stateOf: (urn: Urn) => ResourceState | undefined;

  constructor(options: {
    /** The outputs of another stack. Rejects when there is none of that name. */
    stackOutputs: (name: string) => Promise<PropertyMap>;
    /** What the program has registered or read so far. */
    stateOf: (urn: Urn) => ResourceState | undefined;
  }) {
    this.stackOutputs = options.stackOutputs;
    this.stateOf = options.stateOf;
  }

  /** Nothing can be configured. */
  async checkConfiguration(): Promise<CheckResult> {
    return { inputs: {}, failures: [] };
  }

  async differenceOfConfiguration(): Promise<ProviderDifference> {
    return NO_DIFFERENCE;
  }

  async configure(): Promise<Provider> {
    return this;
  }

  async check({ urn, news }: Parameters<Provider["check"]>[0]): Promise<CheckResult> {
    mustBeStash(urn);
    const unknown = Object.keys(news).find((key) => key !== "input");
    const failures =
      unknown !== undefined
        ? [{ property: unknown, reason: `unknown property "${unknown}"` }]
        : news.input === undefined
          ? [{ property: "input", reason: 'missing required property "input"' }]
          : [];
    return { inputs: news, failures };
  }

  async diff({ old, inputs }: Parameters<Provider["diff"]>[0]): Promise<ProviderDifference> {
    mustBeStash(old.urn);
    if (equalValues(old.inputs.input, inputs.input)) return NO_DIFFERENCE;
    return { ...NO_DIFFERENCE, changes: "some", changed: ["input"] };
  }

  async create({ urn, inputs, preview }: Parameters<Provider["create"]>[0]): ReturnType<Provider["create"]> {
    mustBeStash(urn);
    const input = inputs.input ?? null;
    return { id: preview ? "" : randomUUID(), outputs: { input, output: input } };
  }

  async update({ old, inputs }: Parameters<Provider["update"]>[0]): Promise<PropertyMap> {
    mustBeStash(old.urn);
    return { input: inputs.input ?? null, output: old.outputs.output ?? null };
  }

  async read(old: ExistingResource): Promise<ReadResult> {
    if (typeOf(old.urn) !== STACK_REFERENCE) {
      mustBeStash(old.urn);
      if (Object.keys(old.inputs).length === 0) throw new Error("a stash cannot be read that this stack does not have");
      return { id: old.id, inputs: old.inputs, outputs: old.outputs };
    }
    const unknown = Object.keys(old.inputs).find((key) => key !== "name");
    if (unknown !== undefined) throw new Error(`unknown property "${unknown}"`);
    const { name } = old.inputs;
    if (typeof name !== "string") throw new Error("a stack reference needs the name of a stack, a string");
    return { id: old.id, inputs: old.inputs, outputs: await stackReferenceOutputs(name, this.stackOutputs) };
  }

  /** There is nothing outside the state. */
  async delete(): Promise<void> {}

  async invoke({ token, args }: FunctionCall): Promise<FunctionResult> {
    switch (token) {
      case "pulumi:pulumi:getResource":
        return { result: this.getResource(String(args.urn)), failures: [] };
      case "pulumi:pulumi:readStackOutputs":
        return { result: await stackReferenceOutputs(String(args.name), this.stackOutputs), failures: [] };
      default:
        throw new RangeError(`unrecognized function name: '${token}'`);
    }
  }

  async call(): Promise<never> {
    throw new Error("the package 'pulumi' has no methods");
  }

  private getResource(urn: Urn): PropertyMap {
    const state = this.stateOf(urn);
    if (state === undefined) throw new RangeError(`unknown resource ${urn}`);
    return { urn, id: state.id ?? "", provider: state.provider ?? "", state: state.outputs ?? {} };
  }
}

/** Stack references are only read: SDKs that registered them are older than the oldest that this engine serves. */
function mustBeStash(urn: Urn): void {
  if (typeOf(urn) !== STASH) throw new RangeError(`unrecognized resource type '${typeOf(urn)}'`);
}
