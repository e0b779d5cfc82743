import type { ResourceValidationPolicy } from "@pulumi/policy";
import { pinningOf } from "../../components/image-reference.ts";
import { imagesOf } from "../workloads/images.ts";

export const imagesNameAVersion: ResourceValidationPolicy = {
  name: "images-name-a-version",
  description:
    "No image is `latest`, or without a tag and a digest: what runs would change with nobody's release. Give stack config " +
    "images.… a version, or have `bin/canary images` write its digest there.",
  enforcementLevel: "mandatory",
  validateResource({ type, name, props, notApplicable }, reportViolation) {
    const images = imagesOf(type, name, props);
    if (images === undefined) return notApplicable("it runs no image");
    const problems = images
      .filter(({ reference }) => pinningOf(reference) === "nothing")
      .map(({ user, reference }) => `The image of ${user} is "${reference}"; it must name a version or a digest.`);
    if (problems.length > 0) reportViolation(problems.join("\n"));
  },
};
