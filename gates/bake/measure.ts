import type { Prometheus } from "../prometheus.ts";
import { bakeQuery } from "../slo/query.ts";
import type { BakedRevision } from "./decide.ts";

/** What the revisions did over the last `seconds`, from Prometheus' history. Throws PRM001. */
export async function measureBake(
  prometheus: Prometheus,
  revisions: readonly string[],
  seconds: number,
): Promise<{ readonly baked: readonly BakedRevision[]; readonly query: string }> {
  const query = bakeQuery(revisions, Math.max(1, Math.ceil(seconds)));
  const samples = await prometheus.query(query);
  const baked = revisions.map((revision) => {
    const of = (event: string) =>
      samples.find(({ labels }) => labels.revision === revision && labels.event === event)?.value ?? 0;
    const measured = of("measured");
    return {
      revision,
      counts: {
        requests: Math.max(0, of("asked") - of("invalid")),
        errors: of("failed"),
        measured,
        slowerThan1s: Math.max(0, measured - of("within1s")),
        slowerThan2s: Math.max(0, measured - of("within2s")),
      },
    };
  });
  return { baked, query };
}
