import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../../dynamic/dynamic-resource.ts";
import type { RoutesLiveInputs } from "./routes-live.ts";

/** Waits until the gateway's proxy answers by the main routes. */
export class RoutesLive extends DynamicResource {
  constructor(name: string, inputs: RoutesLiveInputs, options: pulumi.CustomResourceOptions) {
    super("traffic/routes/routes-live.ts", "release:RoutesLive", name, { ...inputs }, options);
  }
}
