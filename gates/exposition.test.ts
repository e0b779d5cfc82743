import { describe, expect, test } from "vitest";
import { parseExposition, total } from "./exposition.ts";

const TEXT = `# HELP ai_requests_total Requests
# TYPE ai_requests_total counter
ai_requests_total{status="success",tool="echo",traffic="probe"} 5
ai_requests_total{status="error",tool="echo",traffic="probe"} 2
ai_requests_total{status="success",tool="a \\"b\\" \\\\ c",traffic="user"} 1e3
up 1 1700000000000
h_bucket{le="+Inf"} +Inf
`;

describe("Prometheus' text format", () => {
  test("is parsed with labels, escapes, exponents, infinities and timestamps", () => {
    const samples = parseExposition(TEXT);
    expect(samples).toHaveLength(5);
    expect(samples[2]).toEqual({
      name: "ai_requests_total",
      labels: { status: "success", tool: 'a "b" \\ c', traffic: "user" },
      value: 1000,
    });
    expect(samples[4]?.value).toBe(Number.POSITIVE_INFINITY);
  });

  test("totals what has the labels", () => {
    const samples = parseExposition(TEXT);
    expect(total(samples, "ai_requests_total", { traffic: "probe" })).toBe(7);
    expect(total(samples, "not_there")).toBe(0);
  });

  test("refuses what is none", () => {
    expect(() => parseExposition("<html>502 Bad Gateway</html>")).toThrow(
      "not a line of Prometheus' text format: <html>",
    );
  });
});
