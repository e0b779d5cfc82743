import type { ResourceValidationPolicy } from "@pulumi/policy";
import { pinningOf } from "../../components/image-reference.ts";
import type { StackDemands } from "../stack-demands.ts";
import { imagesOf } from "../workloads/images.ts";

export function imagesByDigest({ production }: StackDemands): ResourceValidationPolicy {
  return {
    name: "images-by-digest",
    description:
      "Images are named by digest, so that every node runs what was tested: production refuses any other. Run " +
      "`bin/canary images resolve`, which writes digests into the stack's config.",
    enforcementLevel: production ? "mandatory" : "advisory",
    validateResource({ type, name, props, notApplicable }, reportViolation) {
      const images = imagesOf(type, name, props);
      if (images === undefined) return notApplicable("it runs no image");
      const problems = images
        .filter(({ reference }) => pinningOf(reference) !== "digest")
        .map(
          ({ user, reference }) => `The image of ${user} is "${reference}"; it must end in @sha256:<64 hex digits>.`,
        );
      if (problems.length > 0) reportViolation(problems.join("\n"));
    },
  };
}
