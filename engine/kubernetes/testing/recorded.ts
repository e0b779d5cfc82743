import { readFileSync } from "node:fs";
import type { KubeObject } from "../objects/kube-object.ts";

/**
 * Objects as a cluster (Kubernetes 1.34) had them, without what no judgement looks at.
 * `bad-rollout`: a Deployment of two, whose new version has an image that is not there.
 * `troubles`: objects that are named after what is wrong with them, in the namespaces `bad` and `quota`.
 */
export function recorded(name: "bad-rollout" | "troubles"): KubeObject[] {
  return JSON.parse(readFileSync(new URL(`./recorded/${name}.json`, import.meta.url), "utf8"));
}
