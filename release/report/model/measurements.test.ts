import { expect, it } from "vitest";
import { event, minute } from "../test/updates.ts";
import { measuredByGates, sidesInEvents } from "./measurements.ts";

const counts = (requests: number, errors: number) => ({
  requests,
  errors,
  measured: requests,
  slowerThan1s: 0,
  slowerThan2s: 0,
});
const STARTED = { event: "gate started", gate: "slo", subject: "api-2" } as const;

function polled(minutes: number, canary: [number, number] | undefined, stable: [number, number]) {
  const measure = (revision: string, side: "judged" | "stable", given: [number, number] | undefined) => ({
    revision,
    side,
    text: "",
    ...(given && { counts: counts(...given) }),
  });
  const measures = [measure("api-2", "judged", canary), measure("api-1", "stable", stable)];
  return event(minutes, {
    event: "gate measured",
    gate: "slo",
    subject: "api-2",
    remainingSeconds: 1,
    measures,
    checks: [],
  });
}

it("lines of what gates counted begin anew with each gate", () => {
  const events = [event(0, STARTED), polled(1, [10, 1], [90, 0]), event(5, STARTED), polled(6, [50, 0], [50, 0])];
  const { source, lines } = measuredByGates(events, "Prometheus is gone");
  expect(source).toEqual({ kind: "gates", reason: "Prometheus is gone" });
  const line = (metric: string, side: string) => lines.find((each) => each.metric === metric && each.side === side);
  expect(line("errorRate", "canary")?.points).toEqual([
    [minute(1), 0.1],
    [minute(5), null],
    [minute(6), 0],
  ]);
  expect(line("share", "canary")?.points.map(([, share]) => share)).toEqual([0.1, null, 0.5]);
  expect(line("errorRate", "stable")?.revision).toBe("api-1");
});

it("without requests there is no share, and without counts no line", () => {
  const { lines } = measuredByGates([polled(1, [0, 0], [10, 0])], "");
  expect(lines.find(({ metric, side }) => metric === "errorRate" && side === "canary")?.points).toEqual([
    [minute(1), null],
  ]);
  const older = event(1, {
    event: "gate measured",
    gate: "slo",
    subject: "api-2",
    remainingSeconds: 1,
    measures: [{ revision: "api-2", side: "judged", text: "10 requests" }],
    checks: [],
  });
  expect(measuredByGates([older], "Prometheus is gone")).toEqual({
    source: { kind: "none", reason: expect.stringMatching(/^Prometheus is gone; and no gate/) },
    lines: [],
  });
});

it("gates tell whose side a revision is on", () => {
  expect([...sidesInEvents([polled(1, [1, 0], [1, 0])])]).toEqual([
    ["api-2", "canary"],
    ["api-1", "stable"],
  ]);
});
