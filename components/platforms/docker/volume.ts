import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { stackLabel } from "./labels.ts";
import type { DockerPlace } from "./settings.ts";

/** @param protect whether whoever wants it gone has to take its protection away first */
export function stackVolume(name: string, { stack, parent }: DockerPlace, protect: boolean): docker.Volume {
  return new docker.Volume(name, { labels: [stackLabel(stack)] }, pulumi.mergeOptions(parent, { protect }));
}
