import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../config/parse.ts";
import { type PlanFacts, planRelease, revisionNames } from "./plan.ts";

const project = parse(fs.readFileSync(new URL("../../Pulumi.yaml", import.meta.url), "utf8"));
const {
  llmApiKey: _key,
  postgresPassword: _password,
  notificationUrl: _url,
  ...declared
} = project.config as Record<string, { default: unknown }>;
const DEFAULTS = Object.fromEntries(Object.entries(declared).map(([key, entry]) => [key, entry.default]));

const OLD = { automationService: "3.0.0", aiPipeline: "1.0.0-newidea", frontend: "1.0.0", bypassLlm: false };
const NEW = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true };
const FACTS: PlanFacts = {
  knownVersions: {
    automationService: ["3.0.0", "3.0.1"],
    aiPipeline: ["1.0.0-newidea", "1.1.0"],
    frontend: ["1.0.0", "1.1.0"],
  },
  listedIn: "a test",
  sourceDigest: (service) => `digest of ${service}`,
};

const plan = (given: Record<string, unknown>, facts = FACTS) => planRelease(parseConfig(given, DEFAULTS), facts);

describe("a plan", () => {
  test("names a revision for each service of each set, once", () => {
    const { sets, revisions, exposure } = plan({ stable: OLD, canary: NEW, canaryPercent: 10 });
    expect(sets.map(({ tracks }) => tracks)).toEqual([["stable"], ["canary"]]);
    expect(revisions).toHaveLength(6);
    expect(exposure).toMatchObject({ percent: 10, upstreams: { automationService: "automation-service" } });
  });

  test("a role is no part of a revision: promotion and its undoing keep every name", () => {
    const released = plan({ stable: OLD, canary: NEW, canaryPercent: 100 });
    const promoted = plan({ stable: NEW, previous: OLD });
    const undone = plan({ stable: OLD, previous: NEW });
    const names = ({ revisions }: typeof released) => revisions.map(({ definition }) => definition.name).sort();
    expect(names(promoted)).toEqual(names(released));
    expect(names(undone)).toEqual(names(released));
    expect(promoted.byTrack.stable.name).toBe(released.byTrack.canary?.name);
  });

  test("flipping the flag makes new revisions of the pipeline and of what calls it, and of nothing else", () => {
    const on = plan({ stable: OLD, canary: NEW, canaryPercent: 10 }).exposure.canary;
    const off = plan({ stable: OLD, canary: { ...NEW, bypassLlm: false }, canaryPercent: 10 }).exposure.canary;
    expect(off?.aiPipeline).not.toBe(on?.aiPipeline);
    expect(off?.automationService).not.toBe(on?.automationService);
    expect(off?.frontend).toBe(on?.frontend);
  });

  test("changed sources make a new revision of the same version", () => {
    const edited = { ...FACTS, sourceDigest: () => "edited" };
    expect(revisionNames(plan({}, edited).byTrack.stable)).not.toEqual(revisionNames(plan({}).byTrack.stable));
  });

  test("a service that is the same in stable and canary is one revision with both tracks", () => {
    const { revisions, exposure } = plan({
      stable: OLD,
      canary: { ...NEW, frontend: OLD.frontend },
      canaryPercent: 10,
    });
    expect(exposure.canary?.frontend).toBe(exposure.stable.frontend);
    const page = revisions.filter(({ definition }) => definition.service === "frontend");
    expect(page.map(({ tracks }) => tracks)).toEqual([["stable", "canary"]]);
  });

  test("the canary's API calls the canary's pipeline", () => {
    const { revisions, exposure } = plan({ stable: OLD, canary: NEW, canaryPercent: 10 });
    const api = revisions.find(({ definition }) => definition.name === exposure.canary?.automationService);
    expect(api?.calls).toBe(exposure.canary?.aiPipeline);
  });

  test("an unknown version is refused with the known ones", () => {
    expect(() => plan({ stable: { ...OLD, aiPipeline: "9.9.9" } })).toThrow(
      'CFG004: stable.aiPipeline is "9.9.9"; known versions of ai-pipeline are 1.0.0-newidea, 1.1.0 (a test lists them)',
    );
  });

  test("a fault makes its version known and is part of the revision", () => {
    const lab = { faults: { "ai-pipeline@1.1.9": { kind: "errors", rate: 0.5 } } };
    const { byTrack } = plan({ stable: OLD, canary: { ...NEW, aiPipeline: "1.1.9" }, lab });
    expect(byTrack.canary?.revisions.aiPipeline.environment.LAB_FAULT).toBe('{"kind":"errors","rate":0.5}');
    expect(byTrack.canary?.revisions.automationService.environment).toEqual({});
  });
});
