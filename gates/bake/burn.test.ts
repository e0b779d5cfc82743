import { describe, expect, test } from "vitest";
import { SLOS } from "../../monitoring/slo.ts";
import { type Burn, burnWindows, decideBurn } from "./burn.ts";

describe("windows of burn rates", () => {
  test.each([
    [
      "a phase of half an hour",
      1800,
      [
        [14.4, 300, 1800],
        [6, 1800, 1800],
      ],
    ],
    [
      "the last phase",
      3600,
      [
        [14.4, 300, 3600],
        [6, 1800, 3600],
      ],
    ],
    [
      "a day",
      86_400,
      [
        [14.4, 300, 3600],
        [6, 1800, 21_600],
      ],
    ],
    ["ten minutes", 600.9, [[14.4, 300, 600]]],
    ["seconds", 12, []],
  ])("of %s are no longer than it", (_case, seconds, expected) => {
    const windows = burnWindows(seconds).map((each) => [each.threshold, each.shortSeconds, each.longSeconds]);
    expect(windows).toEqual(expected);
  });
});

describe("a budget", () => {
  const burn = (short: [bad: number, of: number], long: [bad: number, of: number]): Burn => ({
    slo: SLOS.executeSuccess,
    revision: "api-2",
    threshold: 14.4,
    short: { seconds: 300, bad: short[0], of: short[1] },
    long: { seconds: 1800, bad: long[0], of: long[1] },
    query: "q",
  });

  test("that burns too fast in both windows fails, with both rates", () => {
    const [check] = decideBurn([burn([30, 150], [150, 900])]);
    expect(check).toMatchObject({
      name: "burn rate of success of /ai/execute by api-2 over 300 s and 1800 s",
      outcome: "fail",
      value: "20× and 16.7×",
      limit: "≤ 14.4× in one of them",
      samples: 150,
      query: "q",
    });
  });

  test.each([
    ["burns fast only now: a burst", [30, 150], [30, 900]],
    ["has burnt fast and does no more", [0, 150], [150, 900]],
    ["burns slowly", [1, 150], [6, 900]],
    ["has too few bad requests to tell from chance", [3, 9], [9, 27]],
  ] as const)("that %s passes", (_case, short, long) => {
    expect(decideBurn([burn([...short], [...long])])[0]?.outcome).toBe("pass");
  });

  test("of what had no request is not told of", () => {
    expect(decideBurn([burn([0, 0], [0, 0])])).toEqual([]);
  });
});
