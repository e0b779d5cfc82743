import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../../../dynamic/dynamic-resource.ts";

/** A rule file that Prometheus has taken in, or will when it starts. */
export class RuleFile extends DynamicResource {
  constructor(
    name: string,
    args: { prometheusUrl: string; file: string; rules: pulumi.Input<string> },
    options: pulumi.CustomResourceOptions,
  ) {
    super("components/platforms/local/rules/lifecycle.ts", "local:RuleFile", name, args, options);
  }
}
