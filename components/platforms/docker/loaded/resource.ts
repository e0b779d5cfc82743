import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../../../dynamic/dynamic-resource.ts";
import type { LabelledTarget } from "../../prometheus/targets.ts";

/** That Prometheus has taken over its files as they are now. */
export class Loaded extends DynamicResource {
  constructor(
    name: string,
    args: {
      prometheusUrl: string;
      files: Readonly<Record<string, pulumi.Input<string>>>;
      expects:
        | { readonly kind: "targets"; readonly targets: pulumi.Input<readonly LabelledTarget[]> }
        | { readonly kind: "nothing" };
    },
    options: pulumi.CustomResourceOptions,
  ) {
    super("components/platforms/docker/loaded/lifecycle.ts", "docker:Loaded", name, args, options);
  }
}
