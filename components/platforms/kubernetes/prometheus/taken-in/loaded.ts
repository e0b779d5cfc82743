import { z } from "zod";

/** A rule of this name has the digest of all rules as a label: it says which ones Prometheus has loaded. */
export const RULES_LOADED = "release_rules_loaded";

const rulesAnswer = z.object({
  data: z.object({
    groups: z.array(
      z.object({
        rules: z.array(z.object({ name: z.string(), labels: z.record(z.string(), z.string()).optional() })),
      }),
    ),
  }),
});
const targetsAnswer = z.object({
  data: z.object({ activeTargets: z.array(z.object({ labels: z.record(z.string(), z.string()) })) }),
});

/**
 * The digest of the rules that Prometheus has loaded; undefined where they have none.
 *
 * @param body the answer of /api/v1/rules
 */
export function loadedDigest(body: unknown): string | undefined {
  const rules = rulesAnswer.parse(body).data.groups.flatMap((group) => group.rules);
  return rules.find(({ name }) => name === RULES_LOADED)?.labels?.digest;
}

/**
 * Revisions of which Prometheus scrapes no pod.
 *
 * @param body the answer of /api/v1/targets?state=active
 */
export function missingRevisions(wanted: readonly string[], body: unknown): string[] {
  const listed = new Set(targetsAnswer.parse(body).data.activeTargets.map(({ labels }) => labels.revision));
  return wanted.filter((revision) => !listed.has(revision));
}
