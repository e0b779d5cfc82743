import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../../../dynamic/dynamic-resource.ts";
import type { LabelledTarget } from "./targets.ts";

/** What Prometheus scrapes, and which revision has which role; ready when Prometheus has taken it in. */
export class Scrape extends DynamicResource {
  constructor(
    name: string,
    args: {
      prometheusUrl: string;
      targetsFile: string;
      rulesFile: string;
      targets: { address: pulumi.Input<string>; labels: LabelledTarget["labels"] }[];
      rules: string;
    },
    options: pulumi.CustomResourceOptions,
  ) {
    super("components/platforms/local/scrape/lifecycle.ts", "local:Scrape", name, args, options);
  }
}
