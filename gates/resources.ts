import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamic/dynamic-resource.ts";
import type { FrontendGateInputs } from "./frontend/gate.ts";
import type { SmokeGateInputs } from "./smoke/gate.ts";
import type { GateSurroundings, SubjectRevision } from "./subject.ts";

/** A subject of which is known only when it runs where it is. */
export type SubjectArgs = Omit<SubjectRevision, "address" | "url"> & {
  readonly address: pulumi.Input<string>;
  readonly url: pulumi.Input<string>;
};

/** Secrets of config are outputs, so that they stay secret. */
type SurroundingsArgs = Omit<GateSurroundings, "jwtSecret"> & { readonly jwtSecret?: pulumi.Input<string> };

type GateArgs<Inputs extends SmokeGateInputs | FrontendGateInputs> = Omit<Inputs, "judged" | "surroundings"> & {
  readonly surroundings: SurroundingsArgs;
  readonly judged: { readonly subjects: readonly SubjectArgs[]; readonly bypassLlm: boolean };
};

const outputs = { outcome: undefined, passedAt: undefined, checks: undefined };

/** Judges the two backend services of a release set on its track route, before they have traffic. */
export class SmokeGate extends DynamicResource {
  declare readonly outcome: pulumi.Output<string>;

  constructor(name: string, args: GateArgs<SmokeGateInputs>, options: pulumi.CustomResourceOptions) {
    super("gates/smoke/gate.ts", "release:SmokeGate", name, { ...outputs, ...args }, options);
  }
}

/** Judges the page of a release set on its track route, before it has traffic. */
export class FrontendGate extends DynamicResource {
  declare readonly outcome: pulumi.Output<string>;

  constructor(name: string, args: GateArgs<FrontendGateInputs>, options: pulumi.CustomResourceOptions) {
    super("gates/frontend/gate.ts", "release:FrontendGate", name, { ...outputs, ...args }, options);
  }
}
