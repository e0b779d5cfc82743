import * as pulumi from "@pulumi/pulumi";
import { thinProvider } from "../../dynamic/thin-provider.ts";
import type { ExposureCeilingInputs } from "./ceiling.ts";

/**
 * Lowers traffic to what config allows before anything else of the update happens: what could fail or wait depends on it.
 */
export class ExposureCeiling extends pulumi.dynamic.Resource {
  /** How often it has intervened. */
  declare readonly run: pulumi.Output<number>;

  constructor(name: string, inputs: ExposureCeilingInputs, options: pulumi.CustomResourceOptions) {
    const outputs = { run: undefined, freed: undefined };
    super(
      thinProvider("traffic/ceiling/ceiling.ts"),
      name,
      { ...outputs, ...inputs },
      options,
      "release",
      "ExposureCeiling",
    );
  }
}
