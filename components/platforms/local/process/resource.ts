import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../../../dynamic/dynamic-resource.ts";
import type { ProcessSpec } from "./spec.ts";

/** A process on this machine that outlives the deployment which starts it; see `ProcessSpec`. */
export class Process extends DynamicResource {
  /** `host:port` of the first of its ports. */
  declare readonly address: pulumi.Output<string>;
  declare readonly url: pulumi.Output<string>;
  declare readonly ports: pulumi.Output<Record<string, number>>;

  constructor(
    name: string,
    spec: Omit<ProcessSpec, "bindings"> & { bindings: pulumi.Input<Record<string, pulumi.Input<string>>> },
    options: pulumi.CustomResourceOptions,
  ) {
    super(
      "components/platforms/local/process/lifecycle.ts",
      "local:Process",
      name,
      { ...spec, address: undefined, url: undefined, ports: undefined },
      // Bindings may hold secrets; state and diffs must not show them even where the program passed one in clear.
      pulumi.mergeOptions(options, { additionalSecretOutputs: ["bindings"] }),
    );
  }
}
