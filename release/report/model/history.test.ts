import { describe, expect, it } from "vitest";
import { ROOT } from "../../root.ts";
import { configOver } from "../../stack-config.ts";
import { configChanges } from "./config-changes.ts";
import { parseHistory } from "./history.ts";

const read = (config: Readonly<Record<string, unknown>>) => configOver(config, ROOT);

function entry(more: object): object {
  return {
    version: 0,
    kind: "update",
    startTime: "2026-01-01T12:00:00.000Z",
    endTime: "2026-01-01T12:01:00.000Z",
    message: "a step",
    environment: {},
    config: {},
    result: "succeeded",
    ...more,
  };
}

const parse = (...newestFirst: readonly object[]) => parseHistory(JSON.stringify(newestFirst), read);

describe("a stack's history", () => {
  it("is told from the oldest on, and counted where the backend does not count", () => {
    const updates = parse(entry({ message: "second" }), entry({ message: "first" }));
    expect(updates.map(({ number, message }) => [number, message])).toEqual([
      [1, "first"],
      [2, "second"],
    ]);
    expect(parse(entry({ version: 17 }))[0]?.number).toBe(17);
  });

  it("has config as the program reads it, and secrets nowhere", () => {
    const canary = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true };
    const config = {
      "canary-release:canary": { value: JSON.stringify(canary), objectValue: canary, secret: false },
      "canary-release:canaryPercent": { value: "50", secret: false },
      "canary-release:other": { value: "ciphertext", secret: true },
      "canary-release:llmApiKey": { value: "left in clear", secret: false },
    };
    const [update] = parse(entry({ config }));
    expect(update?.asked).toMatchObject({ canary, canaryPercent: 50 });
    expect(JSON.stringify(update)).not.toMatch(/ciphertext|left in clear/);
  });

  it("tells an update whose config today's program refuses, without what it asked for", () => {
    const [update] = parse(
      entry({ config: { "canary-release:phases": { value: "{}", objectValue: {}, secret: false } } }),
    );
    expect(update?.asked).toBeUndefined();
    expect(update?.config).toEqual({ "canary-release:phases": {} });
  });

  it("says who, as the Pulumi CLI has noted it", () => {
    const environment = {
      "git.author": "Ada",
      "git.author.email": "ada@example.com",
      "git.head": "0123456789abcdef",
      "git.dirty": "true",
      "ci.system": "GitHub Actions",
      "ci.build.number": "17",
      "ci.build.url": "https://example.com/17",
    };
    expect(parse(entry({ environment }))[0]?.who).toEqual({
      author: "Ada <ada@example.com>",
      commit: "0123456789abcdef",
      isDirty: true,
      ci: "GitHub Actions, build 17",
      ciUrl: "https://example.com/17",
    });
    expect(parse(entry({}))[0]?.who).toEqual({});
  });

  it("is refused where it is none", () => {
    expect(() => parseHistory('{"updates": []}', read)).toThrow();
  });
});

describe("what an update changed", () => {
  const config = (values: Readonly<Record<string, unknown>>) => ({ config: values });

  it("are the keys of objects one by one, with what was there before", () => {
    const before = config({ "x:canary": {}, "x:canaryPercent": "0", "x:phases": [{ percent: 10 }] });
    const after = config({ "x:canary": { frontend: "1.1.0" }, "x:canaryPercent": "10", "x:phases": [{ percent: 20 }] });
    expect(configChanges(before, after)).toEqual([
      { key: "canary.frontend", from: null, to: "1.1.0" },
      { key: "canaryPercent", from: "0", to: "10" },
      { key: "phases", from: '[{"percent":10}]', to: '[{"percent":20}]' },
    ]);
  });

  it("is not told of secrets, and not of the first update", () => {
    expect(configChanges(config({ "x:key": null }), config({ "x:key": null }))).toEqual([]);
    expect(configChanges(undefined, config({ "x:a": "1" }))).toEqual([]);
  });
});
