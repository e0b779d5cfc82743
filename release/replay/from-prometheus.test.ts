import { expect, test } from "vitest";
import type { PrometheusHistory, RangeSeries } from "../../gates/prometheus.ts";
import { recordFrom } from "./from-prometheus.ts";
import { parseRecording } from "./recording.ts";

test("polls of the past hold what Prometheus knew at their times", async () => {
  const series: RangeSeries[] = [
    {
      labels: { __name__: "ai_requests_total", revision: "api-2" },
      points: [
        [100_000, 5],
        [115_000, 9],
        [130_000, 12],
      ],
    },
    // Begins later.
    { labels: { __name__: "ai_request_errors_total", revision: "api-2" }, points: [[130_000, 1]] },
  ];
  const asked: unknown[] = [];
  const prometheus: PrometheusHistory = {
    queryRange: async (query, range) => {
      asked.push(query.includes('revision=~"api-2|api-1"'), range);
      return series;
    },
  };
  const gate = { judged: ["api-2"], baseline: ["api-1"], share: 0.1, from: 100_000, to: 135_000 };
  const recording = await recordFrom(prometheus, gate, [], 15);
  expect(asked).toEqual([true, { from: 100_000, to: 135_000, stepSeconds: 15 }]);
  expect(recording).toMatchObject({ judged: ["api-2"], baseline: ["api-1"], share: 0.1 });
  expect(
    recording.polls.map(({ elapsedSeconds, samples }) => [elapsedSeconds, samples.map(({ value }) => value)]),
  ).toEqual([
    [0, [5]],
    [15, [9]],
    [30, [12, 1]],
  ]);
  expect(parseRecording(JSON.stringify(recording), "saved.json")).toEqual(recording);
});
