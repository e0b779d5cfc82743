import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStat, startTimeOf } from "./proc.ts";

describe("parseStat", () => {
  it("finds the fields after a command name of any kind", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 15 }), fc.nat(), (command, startTime) => {
        const before = Array.from({ length: 16 }, (_, field) => field).join(" ");
        const name = command.replaceAll(")", ") ");
        const stat = `12 (${name}) T ${before} 7 0 ${startTime} 1 2 3\n`;
        expect(parseStat(stat)).toEqual({ state: "T", threads: 7, startTime });
      }),
    );
  });

  it("refuses what is no stat line", () => {
    expect(() => parseStat("12 (sleep) S 1 2")).toThrow("not a /proc stat line");
  });
});

describe("startTimeOf", () => {
  it("is the same for the same process, and nothing for none", () => {
    expect(startTimeOf(process.pid)).toBe(startTimeOf(process.pid));
    expect(startTimeOf(process.pid)).toBeGreaterThan(0);
    expect(startTimeOf(2 ** 22 + 1)).toBeNull();
  });
});
