import { CONTAINER } from "../resource-types.ts";
import { containerOf } from "./docker.ts";
import { containersOf, workloadOf } from "./pod.ts";

/** An image that a workload runs, and who runs it. */
export interface UsedImage {
  readonly user: string;
  readonly reference: string;
}

/** The images that a resource runs; undefined where it runs nothing. */
export function imagesOf(type: string, name: string, props: object): readonly UsedImage[] | undefined {
  if (type === CONTAINER) return [{ user: name, reference: containerOf(type, props)?.image ?? "" }];
  const workload = workloadOf(type, props);
  return workload
    ? containersOf(workload.pod).map(({ name: container, image = "" }) => ({
        user: `container ${container} of ${name}`,
        reference: image,
      }))
    : undefined;
}

/** What a reference holds an image to. */
export type Pinning = "digest" | "tag" | "nothing";

/**
 * `repository@sha256:…`, or the id of an image that Docker has, is the image itself, whatever becomes of a tag; a tag may
 * come to mean another; no tag, or `latest`, means whatever is newest.
 */
export function pinningOf(reference: string): Pinning {
  if (/(?:^|@)sha256:[0-9a-f]{64}$/.test(reference)) return "digest";
  // After the last slash: a registry's port is no tag.
  const [, tag] = /^[^@]*:([^/:@]+)$/.exec(reference) ?? [];
  return tag === undefined || tag === "latest" ? "nothing" : "tag";
}
