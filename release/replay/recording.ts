import { z } from "zod";
import { ReleaseError } from "../../errors/release-error.ts";

/** What Prometheus answered to the SLO gate's query, poll by poll. The first poll is the counters before the move. */
const recordingSchema = z.strictObject({
  judged: z.array(z.string().min(1)).min(1),
  baseline: z.array(z.string().min(1)),
  /** The judged revision's share of the requests of both, above 0 and below 1. */
  share: z.number().gt(0).lt(1).optional(),
  polls: z
    .array(
      z.strictObject({
        /** Since the first poll. */
        elapsedSeconds: z.number().min(0),
        samples: z.array(z.strictObject({ labels: z.record(z.string(), z.string()), value: z.number() })),
      }),
    )
    .min(2),
});

export type Recording = z.infer<typeof recordingSchema>;

/**
 * Reads a recording from its JSON text.
 *
 * @throws RPL001 when it is none
 */
export function parseRecording(text: string, file: string): Recording {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (cause) {
    throw new ReleaseError("RPL001", `${file} is no JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  const parsed = recordingSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ReleaseError("RPL001", `${file}: ${issue?.path.join(".") || "the file"}: ${issue?.message}`);
}
