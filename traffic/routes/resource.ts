import * as pulumi from "@pulumi/pulumi";
import { thinProvider } from "../../dynamic/thin-provider.ts";
import type { RoutesLiveInputs } from "./routes-live.ts";

/** Waits until the gateway's proxy answers by the main routes. */
export class RoutesLive extends pulumi.dynamic.Resource {
  constructor(name: string, inputs: RoutesLiveInputs, options: pulumi.CustomResourceOptions) {
    super(thinProvider("traffic/routes/routes-live.ts"), name, { ...inputs }, options, "release", "RoutesLive");
  }
}
