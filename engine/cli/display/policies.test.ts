import { expect, it } from "vitest";
import type { EngineEvent, PolicyEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import { BLINDED_SECRET } from "../../deployment/values/marks.ts";
import { DiffDisplay } from "./diff-display.ts";
import type { DisplayOptions } from "./display.ts";
import { PLAIN } from "./palette.ts";
import { ProgressDisplay } from "./progress-display.ts";

const STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";
const SHIFT = "urn:pulumi:dev::p::release:TrafficShift::shift";
const PACK = { policyPackName: "pack", policyPackVersion: "1.2.3", policyPackVersionTag: "1.2.3" };

function violation(policyName: string, more: Partial<PolicyEvent> = {}): EngineEvent {
  const event = { resourceUrn: SHIFT, message: "Do it.\nit is not done\n", color: "never", ...PACK } as const;
  return { policyEvent: { ...event, policyName, enforcementLevel: "advisory", ...more } };
}

function remediation(before: object, after: object): EngineEvent {
  const event = { resourceUrn: SHIFT, color: "raw", policyName: "label", ...PACK } as const;
  return { policyRemediationEvent: { ...event, before: { ...before }, after: { ...after } } };
}

function summary(packs: Readonly<Record<string, string>>): EngineEvent {
  const run = { maybeCorrupt: false, durationSeconds: 1, resourceChanges: {}, isPreview: true } as const;
  return { summaryEvent: { ...run, PolicyPacks: packs, result: "succeeded" } };
}

const PACKS = { "pack|local|policies": "1.2.3" };
const options: DisplayOptions = {
  project: "p",
  stack: "dev",
  preview: true,
  suppressOutputs: false,
  showSames: false,
  palette: PLAIN,
};
const result: DeploymentResult = { result: "succeeded", changes: { create: 1 }, outputs: {}, durationSeconds: 1 };

function end(...events: EngineEvent[]): string {
  const display = new ProgressDisplay(options);
  for (const event of events) display.lines(event, 0);
  return ["", ...display.end(result, 0)].join("\n");
}

it("shows each pack that ran and its violations, the gravest first", () => {
  const text = end(
    violation("b"),
    violation("a", { resourceUrn: STACK }),
    violation("severe", { severity: "high" }),
    violation("must", { enforcementLevel: "mandatory", severity: "low" }),
    summary({ ...PACKS, "other|local|../other": "2.0.0" }),
  );
  expect(text).toBe(`
Policies:
    ✅ other@v2.0.0 (local: ../other)
    ❌ pack@v1.2.3 (local: policies)
        - [mandatory] [severity: low]  must  (release:TrafficShift: shift)
          Do it.
          it is not done
        - [advisory] [severity: high]  severe  (release:TrafficShift: shift)
          Do it.
          it is not done
        - [advisory]  a  (pulumi:pulumi:Stack: p-dev)
          Do it.
          it is not done
        - [advisory]  b  (release:TrafficShift: shift)
          Do it.
          it is not done
`);
});

it("counts what was remediated, and goes on to the summary where nothing mandatory is violated", () => {
  const change = remediation({}, { text: "labelled" });
  expect(end(violation("a"), change, change, summary(PACKS))).toBe(`
Policies:
    ⚠️ pack@v1.2.3 (local: policies)
        - [remediate]  label  (2 resources)
        - [advisory]  a  (release:TrafficShift: shift)
          Do it.
          it is not done

Resources:
    + 1 to create
`);
});

it("says nothing of policies where none ran", () => {
  expect(end(summary({}))).not.toContain("Policies");
});

it("shows violations and changes of inputs as they come, and the packs as a table, where differences are shown", () => {
  const display = new DiffDisplay(options);
  const events = [
    violation("must", { enforcementLevel: "mandatory" }),
    remediation({ a: 1, s: BLINDED_SECRET }, { a: 1, s: BLINDED_SECRET, text: "labelled", made: BLINDED_SECRET }),
    remediation({ a: 1 }, { a: 1 }),
    summary(PACKS),
  ];
  expect(["", ...events.flatMap((event) => display.lines(event)), ...display.end(result)].join("\n")).toBe(`
    pack@v1.2.3 [mandatory]  must  (release:TrafficShift: shift)
      Do it.
      it is not done
    pack@v1.2.3 [remediate]  label  (release:TrafficShift: shift)
      + made: [secret]
      + text: "labelled"
Resources:
    + 1 to create

Policy Packs run:
    Name                 Version
    pack|local|policies  1.2.3`);
});
