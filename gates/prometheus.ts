import axios from "axios";
import { z } from "zod";
import { ReleaseError } from "../errors/release-error.ts";
import { callThrough } from "../tunnel/reach.ts";

/** One sample of an instant query: labels, and the value as a number (NaN and infinities included). */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  /**
   * Evaluates an instant query now. Throws PRM001 when Prometheus cannot be reached, answers with an error, with
   * warnings (its answer may be partial), or with something else than a vector.
   */
  query(promql: string): Promise<readonly Sample[]>;
}

const answer = z.object({
  status: z.literal("success"),
  warnings: z.array(z.string()).optional(),
  data: z.object({
    resultType: z.literal("vector"),
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

/**
 * @param url base URL: http(s), or `kubernetes://…` of a service inside a cluster.
 * @param timeoutMs how long one query may take, in milliseconds.
 */
export function prometheusAt(url: string, timeoutMs = 5000): Prometheus {
  const client = axios.create({ timeout: timeoutMs, proxy: false, validateStatus: () => true });
  return {
    async query(promql) {
      const ask = (reached: string) =>
        client.post(`${reached}/api/v1/query`, new URLSearchParams({ query: promql, timeout: `${timeoutMs}ms` }));
      const response = await callThrough(url, ask, { isRepeatable: true }).catch((cause: Error) => {
        throw new ReleaseError(
          "PRM001",
          `Prometheus at ${url} (config ports.prometheus or prometheus.url) cannot be reached: ${cause.message || String(cause)}; is it running?`,
          { cause },
        );
      });
      const parsed = answer.safeParse(response.data);
      if (!parsed.success) {
        // Its own words are the cause; what a schema says of them tells nobody anything.
        throw new ReleaseError(
          "PRM001",
          `Prometheus at ${url} answered ${response.status} to \`${promql}\`: ${excerpt(response.data)}`,
        );
      }
      if (parsed.data.warnings?.length) {
        throw new ReleaseError(
          "PRM001",
          `Prometheus at ${url} warned, so its answer may be partial: ${parsed.data.warnings.join("; ")}`,
        );
      }
      return parsed.data.data.result.map(({ metric, value }) => ({ labels: metric, value: parseValue(value[1]) }));
    },
  };
}

function parseValue(text: string): number {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return text.trim() === "" ? Number.NaN : Number(text);
}

function excerpt(body: unknown): string {
  const text = typeof body === "string" ? body : (JSON.stringify(body) ?? "nothing");
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
