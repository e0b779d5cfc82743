import { ReleaseError } from "../../../errors/release-error.ts";
import type { DockerSettings } from "./settings.ts";

/** @throws CFG004 for a version that has no image; the plan refuses it before. */
export function imageOf({ services }: DockerSettings["images"], service: string, version: string): string {
  const image = services[`${service}@${version}`];
  if (image === undefined) {
    throw new ReleaseError(
      "CFG004",
      `images.services has no "${service}@${version}"; run bin/canary images, or name its image`,
    );
  }
  return image;
}
