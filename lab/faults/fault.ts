import { z } from "zod";

const rate = z.number().gt(0).max(1);
const probes = z.boolean().default(false);

const faultShape = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("errors"), rate, probes }),
  z.strictObject({ kind: z.literal("latency"), milliseconds: z.int().min(1).max(600_000), rate, probes }),
  z.strictObject({ kind: z.literal("cannot-start"), message: z.string().min(1) }),
  z.strictObject({ kind: z.literal("unhealthy") }),
  z.strictObject({ kind: z.literal("no-trace-id"), probes }),
]);

/**
 * What goes wrong in a service:
 * - `errors`: 500 instead of the answer, for the share `rate` (above 0, at most 1) of requests;
 * - `latency`: that share waits `milliseconds` (1 to 600,000) before the service sees it;
 * - `cannot-start`: the process prints the message and exits 3;
 * - `unhealthy`: `/health` answers 503;
 * - `no-trace-id`: answers lack the `X-Trace-Id` header.
 *
 * `errors` and `latency` happen before the service: its own metrics do not have them, those of its caller do. So a fault
 * that a gate is to find belongs into a service that another one calls. A request that is held back is none of those
 * that the service finishes when it drains.
 *
 * `probes` (default false): whether requests with `X-Release-Probe` are touched too, as those of gates are.
 */
export type Fault = z.infer<typeof faultShape>;

/** A fault that changes single requests, but for health checks and metrics. */
export type RequestFault = Extract<Fault, { probes: boolean }>;

const example = '{"kind":"errors","rate":0.3}';

/**
 * Reads the environment's LAB_FAULT.
 *
 * @throws Error with the value, every property that is wrong and what is allowed.
 */
export function parseFault(text: string | undefined): Fault {
  if (text === undefined) throw new Error(`LAB_FAULT is not set; it must be a fault as JSON, such as ${example}.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`LAB_FAULT is ${text}; it must be JSON, such as ${example}.`, { cause });
  }
  const parsed = faultShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "fault"}: ${message}`);
  const kinds = faultShape.options.map((option) => option.shape.kind.value).join(", ");
  throw new Error(`LAB_FAULT is ${text}; ${complaints.join("; ")}. Kinds: ${kinds}.`, { cause: parsed.error });
}
