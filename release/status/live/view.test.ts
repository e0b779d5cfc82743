import fc from "fast-check";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { lookingGate, NOW, statusWith } from "../test/status.ts";
import { renderView } from "./view.ts";

const SCREEN = { width: 80, height: 23 };
const FAILED = {
  gate: "bake",
  subject: "automation-service-3.0.1-fedcba",
  outcome: "fail",
  at: new Date(NOW - 300_000).toISOString(),
  reasons: [
    "error rate of automation-service-3.0.1-fedcba over the bake: fail 2 % (allowed: < 1 %) over 1000 requests",
  ],
};
const RUNNING = { ...statusWith(), looking: [lookingGate()], gates: [FAILED] };

const drawn = (status = RUNNING, size = SCREEN, trouble?: string) =>
  `\n${renderView(status, size, trouble, NOW)
    .map(({ text }) => text)
    .join("\n")}`;

describe("the view of a running release", () => {
  it("has shares, the gate's time and numbers, its evidence, verdicts and the next step on one screen", () => {
    expect(drawn()).toMatchInlineSnapshot(`
      "
      local: canary at 10 %, config asks for 50 %                         12:30:00 UTC
      since 12:10:00, for 20 min; bakes until 12:40:00, 10 min more

      slo gate looks  [##########..........]  60 s left at most
                  requests     errors      > 1 s      > 2 s
        canary         200      0.5 %      0.5 %        0 %
        stable        1800        0 %     0.06 %        0 %
        … error rate                                            ≤ 2.1 %  e 12.3 of 600
        ✗ error rate beside stable                                     e 2.4e+6 of 600

      last verdicts
      bake      fail         5 min ago: error rate of automation-service-3.0.1-fedcba…

      track     asked      real  ai-pipeline   automation-service  frontend
      stable     50 %      50 %  1.0.0-abcdef  3.0.0-abcdef        1.0.0-aaaaaa
      canary     50 %      50 %  1.1.0-fedcba  3.0.1-fedcba        1.0.0-aaaaaa

      next: wait: an update is under way, and its slo gate looks
      q ends this; the release goes on"
    `);
  });

  it("is marked where something is wrong", () => {
    const bad = renderView(RUNNING, SCREEN, "Pulumi.local.yaml: no YAML", NOW).filter(({ look }) => look === "bad");
    expect(bad.map(({ text }) => text.trim().slice(0, 20))).toEqual([
      "Pulumi.local.yaml: n",
      "✗ error rate beside ",
      "bake      fail      ",
    ]);
  });

  it("says that a gate is silent, and then what may be done by config", () => {
    const silent = { ...RUNNING, looking: [lookingGate({ at: NOW - 600_000 })] };
    expect(drawn(silent)).toContain("slo gate: nothing heard for 10 min; has its update died?");
    expect(drawn(silent)).toContain("next: `bin/pulumi up -s local`: config asks for 50 %, 10 % has passed");
  });

  it("shows who has users without a role yet: the canary of an update that is under way", () => {
    const real = statusWith().real;
    if (real.kind !== "known") throw new Error(real.reason);
    const shares = { ...real.shares, frontend: { "frontend-1.0.0-aaaaaa": 90, "frontend-2.0.0-bbbbbb": 10 } };
    expect(drawn({ ...RUNNING, real: { ...real, shares } })).toMatch(/\nnew +0 % +10 % +2\.0\.0-bbbbbb\n/);
  });

  it("shows that the gateway does not answer, and a stack that is not deployed", () => {
    const unknown = { kind: "unknown", reason: "connect ECONNREFUSED" } as const;
    expect(drawn({ ...RUNNING, real: unknown })).toMatch(
      /stable +50 % +\? [\s\S]*the gateway does not answer: connect ECONNREFUSED/,
    );
    const none = { kind: "not deployed", stack: "staging", reason: "no stack named staging" } as const;
    expect(renderView(none, SCREEN, undefined, NOW).map(({ text }) => text)).toEqual([
      "staging: not deployed",
      "  no stack named staging",
    ]);
  });

  it("never is wider or higher than the terminal, and keeps where the release stands and what comes next", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (width, height, hasTrouble) => {
          const lines = renderView(RUNNING, { width, height }, hasTrouble ? "trouble" : undefined, NOW);
          expect(lines.length).toBeLessThanOrEqual(height);
          for (const { text } of lines) expect(stringWidth(text)).toBeLessThanOrEqual(width);
          if (height >= 2 && width >= 6) {
            expect(lines[0]?.text).toMatch(/^local/);
            expect(lines.some(({ text }) => text.startsWith("next:"))).toBe(true);
          }
        },
      ),
    );
  });
});
