import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { eventLog, record } from "../../../gates/events.ts";
import { EventTail } from "./event-tail.ts";

let home: string;
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), "canary-tail-"));
});
afterEach(() => fs.rmSync(home, { recursive: true }));

const started = (gate: string) => ({ event: "gate started", gate, subject: "ä" }) as const;

it("reads what was there, then only what comes", () => {
  const tail = new EventTail(home);
  expect(tail.look()).toEqual([]);
  record(home, started("smoke"));
  record(home, started("bake"));
  expect(tail.look()).toHaveLength(2);
  expect(tail.look()).toEqual([]);
  record(home, started("slo"));
  expect(tail.look()).toEqual([expect.objectContaining({ gate: "slo", subject: "ä" })]);
  expect(tail.events.map((event) => "gate" in event && event.gate)).toEqual(["smoke", "bake", "slo"]);
});

it("waits for the end of a line, and begins anew with another file", () => {
  const tail = new EventTail(home);
  record(home, started("smoke"));
  const whole = fs.readFileSync(eventLog(home));
  fs.writeFileSync(eventLog(home), whole.subarray(0, -10));
  expect(tail.look()).toEqual([]);
  fs.writeFileSync(eventLog(home), whole);
  expect(tail.look()).toHaveLength(1);
  fs.writeFileSync(eventLog(home), "");
  expect(tail.look()).toEqual([]);
  expect(tail.events).toEqual([]);
});
