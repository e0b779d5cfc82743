import * as pulumi from "@pulumi/pulumi";
import { thinProvider } from "../../../../dynamic/thin-provider.ts";
import type { LabelledTarget } from "./targets.ts";

/** What Prometheus scrapes, and which revision has which role; ready when Prometheus has taken it in. */
export class Scrape extends pulumi.dynamic.Resource {
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
    super(thinProvider("components/platforms/local/scrape/lifecycle.ts"), name, args, options, "local", "Scrape");
  }
}
