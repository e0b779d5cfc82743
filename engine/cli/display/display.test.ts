import { describe, expect, it } from "vitest";
import type { EngineEvent, StepMetadata, StepOperation } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import { UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { changeSummary } from "./changed-properties.ts";
import { DiffDisplay } from "./diff-display.ts";
import type { DisplayOptions, LineDisplay } from "./display.ts";
import { ANSI, PLAIN } from "./palette.ts";
import { previewDigest } from "./preview-digest.ts";
import { ProgressDisplay } from "./progress-display.ts";
import { painted } from "./spans.ts";
import { durationLines, summaryLines } from "./summary.ts";

const STACK = "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev";
const GATE = "urn:pulumi:dev::p::release:SmokeGate::smoke";

function step(op: StepOperation, urn: string, before?: PropertyMap, after?: PropertyMap): StepMetadata {
  const type = urn.split("::")[2] ?? "";
  const custom = urn !== STACK;
  const state = (inputs: PropertyMap, outputs: PropertyMap) => ({
    type,
    urn,
    custom,
    id: custom ? "id-1" : "",
    parent: "",
    inputs,
    outputs,
    provider: "",
  });
  const of = (properties: PropertyMap | undefined) =>
    properties === undefined ? null : custom ? state(properties, {}) : state({}, properties);
  return { op, urn, type, old: of(before), new: of(after), detailedDiff: null, provider: "" };
}

const options: DisplayOptions = {
  project: "p",
  stack: "dev",
  preview: false,
  suppressOutputs: false,
  showSames: false,
  palette: PLAIN,
};

const succeeded: DeploymentResult = {
  result: "succeeded",
  changes: { update: 1, create: 1, same: 3 },
  outputs: {},
  durationSeconds: 2.2,
};

/** Events a second apart. */
function shown(display: LineDisplay, events: readonly EngineEvent[], result: DeploymentResult): string {
  const lines = events.flatMap((event, index) => display.lines(event, index * 1000));
  return ["", ...lines, ...display.end(result, events.length * 1000)].join("\n");
}

const update: readonly EngineEvent[] = [
  { resourcePreEvent: { metadata: step("same", STACK, { weight: 10 }, { weight: 10 }) } },
  { diagnosticEvent: { message: "program says\n", color: "never", severity: "info", streamID: 1 } },
  { diagnosticEvent: { message: "two lines\n", color: "never", severity: "info", streamID: 1 } },
  { resourcePreEvent: { metadata: step("update", GATE, { a: 1, b: 1 }, { b: 2, c: 3 }) } },
  { diagnosticEvent: { urn: GATE, message: "ping → pong\nin 4 ms", color: "never", severity: "info" } },
  { diagnosticEvent: { urn: GATE, message: "1 of 2", color: "never", severity: "info", ephemeral: true } },
  { resOutputsEvent: { metadata: step("update", GATE, { a: 1, b: 1 }, { b: 2, c: 3 }) } },
  {
    resOutputsEvent: {
      metadata: step(
        "same",
        STACK,
        { weight: 10, url: "http://x" },
        { weight: 50, url: "http://x", token: "[secret]" },
      ),
    },
  },
];

describe("ProgressDisplay", () => {
  it("shows an update as it goes, then what was said, the outputs and the counts", () => {
    expect(shown(new ProgressDisplay(options), update, succeeded)).toMatchInlineSnapshot(`
      "
          pulumi:pulumi:Stack p-dev running
          pulumi:pulumi:Stack p-dev running program says
          pulumi:pulumi:Stack p-dev running two lines
       ~  release:SmokeGate smoke updating (0s) [diff: +c-a~b]
       ~  release:SmokeGate smoke updating (1s) [diff: +c-a~b]; ping → pong
       ~  release:SmokeGate smoke updating (2s) [diff: +c-a~b]; 1 of 2
       ~  release:SmokeGate smoke updated (3s) [diff: +c-a~b]; 1 of 2
          pulumi:pulumi:Stack p-dev 2 messages
      Diagnostics:
        pulumi:pulumi:Stack (p-dev):
          program says
          two lines

        release:SmokeGate (smoke):
          ping → pong
          in 4 ms

      Outputs:
        + token : [secret]
          url   : "http://x"
        ~ weight: 10 => 50

      Resources:
          + 1 created
          ~ 1 updated
          2 changes. 3 unchanged

      Duration: 3s
      "
    `);
  });

  it("shows a failure with the resource that it belongs to, and no outputs", () => {
    const metadata = step("create", GATE, undefined, { a: 1 });
    const events: EngineEvent[] = [
      { resourcePreEvent: { metadata: step("create", STACK, undefined, {}) } },
      { resourcePreEvent: { metadata } },
      { diagnosticEvent: { urn: GATE, message: "no pong", color: "never", severity: "error" } },
      { resOpFailedEvent: { metadata, status: 0, steps: 0 } },
    ];
    const failed: DeploymentResult = { ...succeeded, result: "failed", changes: { create: 1 } };
    expect(shown(new ProgressDisplay(options), events, failed)).toMatchInlineSnapshot(`
      "
       +  pulumi:pulumi:Stack p-dev creating (0s)
       +  release:SmokeGate smoke creating (0s)
       +  release:SmokeGate smoke creating (1s) error: no pong
       +  release:SmokeGate smoke **creating failed** error: no pong
       +  pulumi:pulumi:Stack p-dev **creating failed**
      Diagnostics:
        release:SmokeGate (smoke):
          error: no pong

      Resources:
          + 1 created
          1 errored

      Duration: 3s
      "
    `);
  });

  it("shows a preview: what would be done, with the log lines of its checks", () => {
    const events: EngineEvent[] = [
      { resourcePreEvent: { metadata: step("create", STACK, undefined, {}) } },
      { resourcePreEvent: { metadata: step("create", GATE, undefined, { a: 1 }) } },
      {
        diagnosticEvent: {
          urn: GATE,
          message: "traffic 90/10 → 50/50; gates: bake, SLO",
          color: "never",
          severity: "info",
        },
      },
      { resOutputsEvent: { metadata: step("create", GATE, undefined, { a: 1 }) } },
      { resOutputsEvent: { metadata: step("create", STACK, undefined, { exposure: UNKNOWN }) } },
    ];
    const preview = new ProgressDisplay({ ...options, preview: true });
    expect(shown(preview, events, { ...succeeded, changes: { create: 2 } })).toMatchInlineSnapshot(`
      "
       +  pulumi:pulumi:Stack p-dev create
       +  release:SmokeGate smoke create
       +  release:SmokeGate smoke create traffic 90/10 → 50/50; gates: bake, SLO
       +  pulumi:pulumi:Stack p-dev create
      Diagnostics:
        release:SmokeGate (smoke):
          traffic 90/10 → 50/50; gates: bake, SLO

      Outputs:
          exposure: [unknown]

      Resources:
          + 2 to create
      "
    `);
  });

  it("keeps resources that do not change and default providers quiet, until they have something to say", () => {
    const display = new ProgressDisplay(options);
    const provider = "urn:pulumi:dev::p::pulumi:providers:kong::default";
    expect(display.lines({ resourcePreEvent: { metadata: step("same", GATE, {}, {}) } }, 0)).toEqual([]);
    expect(display.lines({ resourcePreEvent: { metadata: step("create", provider, undefined, {}) } }, 0)).toEqual([]);
    const warning = { urn: GATE, message: "mind this", color: "never", severity: "warning" } as const;
    expect(display.lines({ diagnosticEvent: warning }, 0)).toEqual(["    release:SmokeGate smoke warning: mind this"]);
  });

  it("says which operation was interrupted", () => {
    const events: EngineEvent[] = [{ resourcePreEvent: { metadata: step("create", GATE, undefined, {}) } }];
    const canceled: DeploymentResult = { ...succeeded, result: "canceled", changes: {} };
    expect(shown(new ProgressDisplay(options), events, canceled)).toContain("smoke creating (interrupted)");
  });

  it("suppresses outputs on demand, and colours only where it may", () => {
    const hidden = new ProgressDisplay({ ...options, suppressOutputs: true });
    expect(shown(hidden, update, succeeded)).not.toContain("Outputs:");
    expect(shown(new ProgressDisplay(options), update, succeeded)).not.toContain("\u001b");
    expect(shown(new ProgressDisplay({ ...options, palette: ANSI }), update, succeeded)).toContain("\u001b[33m");
  });
});

describe("DiffDisplay", () => {
  it("shows old and new value of each property", () => {
    expect(shown(new DiffDisplay(options), update, succeeded)).toMatchInlineSnapshot(`
      "
        pulumi:pulumi:Stack: (same)
          [urn=urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev]
      program says
      two lines
      ~ release:SmokeGate: (update)
          [id=id-1]
          [urn=urn:pulumi:dev::p::release:SmokeGate::smoke]
        - a: 1
        ~ b: 1 => 2
        + c: 3
      ping → pong
      in 4 ms
      1 of 2
          --outputs:--
        + token : [secret]
          url   : "http://x"
        ~ weight: 10 => 50
      Resources:
          + 1 created
          ~ 1 updated
          2 changes. 3 unchanged

      Duration: 3s"
    `);
  });
});

describe("changeSummary", () => {
  it.each<[string, Partial<StepMetadata>, string]>([
    ["from inputs", {}, "diff: +c-a~b"],
    ["a masked secret that the provider names", { diffs: ["b", "token"] }, "diff: ~b,token"],
    [
      "from the provider's own diff",
      {
        detailedDiff: {
          "list[0]": { diffKind: "add", inputDiff: true },
          x: { diffKind: "add-replace", inputDiff: true },
          y: { diffKind: "delete", inputDiff: true },
        },
      },
      "diff: +x-y~list",
    ],
    ["nothing for what stays", { op: "same" }, ""],
  ])("%s", (_name, more, text) => {
    const { a, b, c } = { a: 1, b: 1, c: 3 };
    const metadata = { ...step("update", GATE, { a, b }, { b: 2, c }), ...more };
    expect(painted(changeSummary(metadata, PLAIN))).toBe(text);
  });
});

describe("summaryLines", () => {
  it("counts kinds of changes, what stays and what failed", () => {
    expect(summaryLines({ create: 2, delete: 1, same: 4, read: 9 }, 1, true, PLAIN)).toEqual([
      "Resources:",
      "    + 2 to create",
      "    - 1 to delete",
      "    3 changes. 4 unchanged",
      "    1 errored",
    ]);
  });
});

describe("durationLines", () => {
  it.each([
    [0, "0s"],
    [59.1, "1m0s"],
    [61, "1m1s"],
    [3600, "1h0m0s"],
  ])("tells %d seconds as %s", (seconds, text) => {
    expect(durationLines(seconds, false, PLAIN)).toEqual(["", `Duration: ${text}`]);
    expect(durationLines(seconds, true, PLAIN)).toEqual([]);
  });
});

describe("previewDigest", () => {
  it("has the CLI's shape", () => {
    expect(previewDigest({ "p:a": "1" }, update, succeeded)).toMatchInlineSnapshot(`
      {
        "changeSummary": {
          "create": 1,
          "same": 3,
          "update": 1,
        },
        "config": {
          "p:a": "1",
        },
        "diagnostics": [
          {
            "message": "program says
      ",
            "severity": "info",
            "urn": undefined,
          },
          {
            "message": "two lines
      ",
            "severity": "info",
            "urn": undefined,
          },
          {
            "message": "ping → pong
      in 4 ms
      ",
            "severity": "info",
            "urn": "urn:pulumi:dev::p::release:SmokeGate::smoke",
          },
        ],
        "duration": 2200000000,
        "steps": [
          {
            "detailedDiff": null,
            "diffReasons": undefined,
            "newState": {
              "custom": false,
              "delete": undefined,
              "id": undefined,
              "initErrors": undefined,
              "inputs": undefined,
              "outputs": {
                "weight": 10,
              },
              "parent": undefined,
              "protect": undefined,
              "provider": undefined,
              "type": "pulumi:pulumi:Stack",
              "urn": "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
            },
            "oldState": {
              "custom": false,
              "delete": undefined,
              "id": undefined,
              "initErrors": undefined,
              "inputs": undefined,
              "outputs": {
                "weight": 10,
              },
              "parent": undefined,
              "protect": undefined,
              "provider": undefined,
              "type": "pulumi:pulumi:Stack",
              "urn": "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
            },
            "op": "same",
            "provider": undefined,
            "replaceReasons": undefined,
            "urn": "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
          },
          {
            "detailedDiff": null,
            "diffReasons": undefined,
            "newState": {
              "custom": true,
              "delete": undefined,
              "id": "id-1",
              "initErrors": undefined,
              "inputs": {
                "b": 2,
                "c": 3,
              },
              "outputs": undefined,
              "parent": undefined,
              "protect": undefined,
              "provider": undefined,
              "type": "release:SmokeGate",
              "urn": "urn:pulumi:dev::p::release:SmokeGate::smoke",
            },
            "oldState": {
              "custom": true,
              "delete": undefined,
              "id": "id-1",
              "initErrors": undefined,
              "inputs": {
                "a": 1,
                "b": 1,
              },
              "outputs": undefined,
              "parent": undefined,
              "protect": undefined,
              "provider": undefined,
              "type": "release:SmokeGate",
              "urn": "urn:pulumi:dev::p::release:SmokeGate::smoke",
            },
            "op": "update",
            "provider": undefined,
            "replaceReasons": undefined,
            "urn": "urn:pulumi:dev::p::release:SmokeGate::smoke",
          },
        ],
      }
    `);
  });
});
