import fc from "fast-check";
import { expect, it } from "vitest";
import { dueAtMs, dueNow, endOf } from "./schedule.ts";

const rates = fc.double({ min: 0.1, max: 5_000, noNaN: true });
const pauses = fc.array(fc.double({ min: 0.1, max: 3_000, noNaN: true }), { maxLength: 60 });

it("does away with every request once: none early, none twice, none forgotten", () => {
  fc.assert(
    fc.property(rates, pauses, fc.nat(100), fc.nat(10_000), (rate, ticks, room, end) => {
      let elapsed = 0;
      let next = 0;
      for (const pause of ticks) {
        elapsed += pause;
        const { skip, send } = dueNow(next, elapsed, rate, end, room);
        expect(skip).toBeGreaterThanOrEqual(0);
        expect(send).toBeGreaterThanOrEqual(0);
        expect(send).toBeLessThanOrEqual(room);
        next += skip + send;
        expect(next).toBeLessThanOrEqual(end);
        // A request whose time is within a rounding error of now may fall on either side.
        if (skip + send > 0) expect(dueAtMs(next - 1, rate)).toBeLessThanOrEqual(elapsed + 1e-6);
        if (next < end) expect(dueAtMs(next, rate)).toBeGreaterThanOrEqual(elapsed - 1e-6);
      }
    }),
  );
});

it("skips nothing while it is asked at least once a second and there is room", () => {
  const shortPauses = fc.array(fc.double({ min: 0.1, max: 999, noNaN: true }), { maxLength: 60 });
  fc.assert(
    fc.property(rates, shortPauses, (rate, ticks) => {
      let elapsed = 0;
      let next = 0;
      for (const pause of ticks) {
        elapsed += pause;
        const { skip, send } = dueNow(next, elapsed, rate, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
        expect(skip).toBe(0);
        next += send;
      }
    }),
  );
});

it("leaves out what is long past instead of sending a burst", () => {
  expect(dueNow(1, 10_000, 100, 5_000, 512)).toEqual({ skip: 900, send: 100 });
});

it("leaves out what there is no room for", () => {
  expect(dueNow(0, 500, 100, 5_000, 20)).toEqual({ skip: 31, send: 20 });
});

it("ends with the time or the count, whichever is less", () => {
  expect(endOf(10, 1_000_000, 50)).toBe(500);
  expect(endOf(10, 30, 50)).toBe(30);
  expect(endOf(0.001, 30, 50)).toBe(1);
});
