import { describe, expect, test } from "vitest";
import { FRESH, type HealthRecord, type Observation, observe } from "./health.ts";

const checks = {
  healthy: { http_statuses: [200], successes: 2 },
  unhealthy: { http_statuses: [500, 503], http_failures: 3, tcp_failures: 2, timeouts: 2 },
};
const status = (code: number): Observation => ({ kind: "status", status: code });

function outcome(observations: Observation[], start: HealthRecord = FRESH, rules = checks): HealthRecord {
  return observations.reduce((record, observation) => observe(record, rules, observation), start);
}

describe("a target", () => {
  test("is out after exactly the number of failures that its checks allow", () => {
    expect(outcome([status(500), status(503)]).healthy).toBe(true);
    expect(outcome([status(500), status(503), status(500)]).healthy).toBe(false);
    expect(outcome([{ kind: "tcpFailure" }, { kind: "tcpFailure" }]).healthy).toBe(false);
    expect(outcome([{ kind: "timeout" }, { kind: "timeout" }]).healthy).toBe(false);
  });

  test("is kept by a success in between, unless successes are not counted", () => {
    const between = [status(500), status(500), status(200), status(500)];
    expect(outcome(between).healthy).toBe(true);
    expect(outcome(between, FRESH, { ...checks, healthy: { ...checks.healthy, successes: 0 } }).healthy).toBe(false);
  });

  test("counts kinds of failures apart and ignores statuses that it has no opinion on", () => {
    expect(outcome([status(500), status(500), { kind: "tcpFailure" }]).healthy).toBe(true);
    expect(outcome([status(404), status(404), status(404)])).toEqual(FRESH);
  });

  test("comes back after enough successes, and stays out where they are not counted", () => {
    const out = outcome([status(500), status(500), status(500)]);
    expect(outcome([status(200)], out).healthy).toBe(false);
    expect(outcome([status(200), status(200)], out)).toEqual(FRESH);
    const never = { ...checks, healthy: { ...checks.healthy, successes: 0 } };
    expect(outcome([status(200), status(200), status(200)], out, never).healthy).toBe(false);
  });
});
