import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../../../../dynamic/dynamic-resource.ts";
import type { TakenInInputs } from "./lifecycle.ts";

type TakenInArgs = Omit<TakenInInputs, "addresses"> & { readonly addresses: readonly pulumi.Input<string>[] };

/** Prometheus has taken in what a release gave it: its rules, and the pods to scrape. */
export class TakenIn extends DynamicResource {
  constructor(name: string, args: TakenInArgs, options: pulumi.CustomResourceOptions) {
    super(
      "components/platforms/kubernetes/prometheus/taken-in/lifecycle.ts",
      "kubernetes:TakenIn",
      name,
      { ...args },
      options,
    );
  }
}
