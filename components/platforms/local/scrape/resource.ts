import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../../../dynamic/dynamic-resource.ts";
import type { LabelledTarget } from "../../prometheus/targets.ts";

/** What Prometheus scrapes, which revision has which role, and the alerts; ready when Prometheus has taken it in. */
export class Scrape extends DynamicResource {
  constructor(
    name: string,
    args: {
      prometheusUrl: string;
      targetsFile: string;
      targets: { address: pulumi.Input<string>; labels: LabelledTarget["labels"] }[];
      ruleFiles: Readonly<Record<string, string>>;
    },
    options: pulumi.CustomResourceOptions,
  ) {
    super("components/platforms/local/scrape/lifecycle.ts", "local:Scrape", name, args, options);
  }
}
