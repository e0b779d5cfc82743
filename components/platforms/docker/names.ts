import { ReleaseError } from "../../../errors/release-error.ts";
import { SERVICES } from "../../services.ts";
import type { ServiceKey } from "../platform.ts";
import type { DockerSettings } from "./settings.ts";

/** A label of DNS has at most so many characters. */
const LABEL_LENGTH = 63;

/** The name of a revision in the stack's network: a label of DNS, whose dots would be read as domains. */
export function aliasOf(revision: string): string {
  const alias = revision.replaceAll(".", "-").toLowerCase();
  // The hash at the end tells revisions apart, so the front is what may go.
  return alias.length <= LABEL_LENGTH ? alias : alias.slice(-LABEL_LENGTH).replace(/^[^a-z0-9]+/, "");
}

export function serviceName(key: ServiceKey): string {
  const facts = SERVICES.find((service) => service.key === key);
  if (!facts) throw new Error(`${key} is no service of the release`);
  return facts.name;
}

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
