import { describe, expect, it } from "vitest";
import { renderStatus } from "./render.ts";
import { lookingGate, NOW, split, statusWith } from "./test/status.ts";

const shown = (status = statusWith()) => `\n${renderStatus(status, NOW).join("\n")}`;
const JUDGED = "automation-service-3.0.1-fedcba";

describe("the status for people", () => {
  it("has who runs as what, with the share that is asked for and the real one, and how long it bakes", () => {
    expect(shown()).toMatchInlineSnapshot(`
      "
      local: canary at 10 % for 20 min; config asks for 50 %
        since 12:10:00 UTC; bakes until 12:40:00, 10 min more

                  asked   real
        stable     50 %   50 %  ai-pipeline-1.0.0-abcdef
                   50 %   50 %  automation-service-3.0.0-abcdef
                  100 %  100 %  frontend-1.0.0-aaaaaa
        canary     50 %   50 %  ai-pipeline-1.1.0-fedcba
                   50 %   50 %  automation-service-3.0.1-fedcba
                  100 %  100 %  frontend-1.0.0-aaaaaa

      gates: no update has run on this machine

      next: \`bin/pulumi up -s local\`: config asks for 50 %, 10 % has passed"
    `);
  });

  it("gives the reason of a gate that did not pass, in lines that fit", () => {
    const check = {
      name: `error rate of ${JUDGED}`,
      outcome: "fail",
      value: "13.16 %",
      limit: "< 1 %",
      samples: 38,
      query: "up",
    } as const;
    const other = { name: "share slower than 1 s", outcome: "inconclusive" } as const;
    const at = new Date(NOW - 60_000).toISOString();
    const decided = {
      at,
      event: "gate decided",
      gate: "slo",
      subject: JUDGED,
      outcome: "fail",
      checks: [check, other],
    } as const;
    const text = shown(statusWith({ events: [decided] }));
    expect(text).toContain(
      `\n  slo       fail, 60 s ago\n            error rate of ${JUDGED}: fail 13.16 %\n            (allowed: < 1 %) over 38 requests\n`,
    );
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("says which gate looks, how long still, and that one has to wait", () => {
    const text = shown({ ...statusWith(), looking: [lookingGate()] });
    expect(text).toContain("slo       looks for 58 s, 62 s left at most; last heard of 2 s ago");
    expect(text).toContain("canary: 200 requests");
    expect(text).toContain("next: wait: an update is under way, and its slo gate looks");
  });

  it("gives a revision of two roles the shares of both, and one of another hand its own line", () => {
    const text = shown(statusWith());
    expect(text).toMatch(/100 % {2}100 % {2}frontend-1\.0\.0-aaaaaa/);
    const real = split(50);
    if (real.kind !== "known") throw new Error(real.reason);
    const strange = {
      ...real,
      shares: { ...real.shares, frontend: { "frontend-9-x": 100 } },
      drained: ["frontend-1.0.0-aaaaaa"],
    };
    expect(shown(statusWith({ real: strange }))).toMatch(
      /new +0 % {2}100 % {2}frontend-9-x\n {2}drained by an operator: frontend-1/,
    );
  });
});
