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
