import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../dynamic/dynamic-resource.ts";
import type { ExposureCeilingInputs } from "./ceiling.ts";

/**
 * Lowers traffic to what config allows before anything else of the update happens: what could fail or wait depends on it.
 */
export class ExposureCeiling extends DynamicResource {
  /** How often it has intervened. */
  declare readonly run: pulumi.Output<number>;

  constructor(name: string, inputs: ExposureCeilingInputs, options: pulumi.CustomResourceOptions) {
    const outputs = { run: undefined, freed: undefined };
    super("traffic/ceiling/ceiling.ts", "release:ExposureCeiling", name, { ...outputs, ...inputs }, options);
  }
}
