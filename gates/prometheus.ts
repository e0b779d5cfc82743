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

/** A range of time, in ms since 1970, and between two evaluations in it, in whole seconds above 0. */
export interface QueryRange {
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
}

/** A series over a range: its labels, and its value at each step at which it has one. Times are ms since 1970. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly (readonly [at: number, value: number])[];
}

/** What Prometheus remembers. */
export interface PrometheusHistory {
  /** Evaluates a query at each step of a range. Throws PRM001 as an instant query does. */
  queryRange(promql: string, range: QueryRange): Promise<readonly RangeSeries[]>;
}

const labels = z.record(z.string(), z.string());
const sample = z.tuple([z.number(), z.string()]);
const answerWith = <Result extends z.ZodType>(resultType: string, result: Result) =>
  z.object({
    status: z.literal("success"),
    warnings: z.array(z.string()).optional(),
    data: z.object({ resultType: z.literal(resultType), result: z.array(result) }),
  });
const vector = answerWith("vector", z.object({ metric: labels, value: sample }));
const matrix = answerWith("matrix", z.object({ metric: labels, values: z.array(sample) }));

/**
 * @param url base URL: http(s), or `kubernetes://…` of a service inside a cluster.
 * @param timeoutMs how long one query may take, in milliseconds.
 */
export function prometheusAt(url: string, timeoutMs = 5000): Prometheus & PrometheusHistory {
  const client = axios.create({ timeout: timeoutMs, proxy: false, validateStatus: () => true });
  async function ask<Result extends z.ZodType>(
    endpoint: "query" | "query_range",
    promql: string,
    parameters: Readonly<Record<string, string>>,
    answer: ReturnType<typeof answerWith<Result>>,
  ): Promise<readonly z.infer<Result>[]> {
    const form = new URLSearchParams({ query: promql, timeout: `${timeoutMs}ms`, ...parameters });
    const post = (reached: string) => client.post(`${reached}/api/v1/${endpoint}`, form);
    const response = await callThrough(url, post, { isRepeatable: true }).catch((cause: Error) => {
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
    return parsed.data.data.result;
  }
  return {
    async query(promql) {
      const result = await ask("query", promql, {}, vector);
      return result.map(({ metric, value }) => ({ labels: metric, value: parseValue(value[1]) }));
    },
    async queryRange(promql, { from, to, stepSeconds }) {
      const times = { start: String(from / 1000), end: String(to / 1000), step: String(stepSeconds) };
      const result = await ask("query_range", promql, times, matrix);
      return result.map(({ metric, values }) => ({
        labels: metric,
        points: values.map(([seconds, value]) => [seconds * 1000, parseValue(value)] as const),
      }));
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
