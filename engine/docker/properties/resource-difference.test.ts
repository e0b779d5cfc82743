import { expect, test } from "vitest";
import { UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { containerOutputs } from "../container/outputs.ts";
import { CONTAINER_PROPERTIES } from "../container/properties.ts";
import { recordedContainer } from "../testing/recorded.ts";
import { checkedInputs } from "./checked-inputs.ts";
import { inputsAfterRead } from "./read-back.ts";
import { resourceDifference } from "./resource-difference.ts";

const PROGRAM: PropertyMap = {
  image: "localhost/lab:ae1b9bebceeb",
  entrypoints: ["node"],
  command: ["-e", "setInterval(()=>{},1000)"],
  envs: ["B=2", "A=1"],
  labels: [
    { label: "b", value: "2" },
    { label: "a", value: "1" },
  ],
  networksAdvanced: [{ name: "net", aliases: ["x", "y"] }],
  ports: [{ internal: 8000 }],
  volumes: [{ volumeName: "data", containerPath: "/data" }],
  healthcheck: { tests: ["CMD", "node", "-e", "process.exit(0)"], interval: "1s", timeout: "3s", retries: 2 },
  wait: true,
  waitTimeout: 20,
  destroyGraceSeconds: 1,
};

function inputsOf(program: PropertyMap): PropertyMap {
  const made = { type: "C", properties: CONTAINER_PROPERTIES, olds: { name: "a-10357b2" }, resourceName: "a" };
  return checkedInputs({ ...made, news: program, seed: new Uint8Array() }).inputs;
}

const OUTPUTS = containerOutputs(inputsOf(PROGRAM), recordedContainer("healthy"));

function difference(
  program: PropertyMap,
  outputs = OUTPUTS,
  more: { failed?: boolean; ignoreChanges?: string[] } = {},
) {
  return resourceDifference({
    properties: CONTAINER_PROPERTIES,
    oldInputs: inputsOf(PROGRAM),
    outputs,
    news: inputsOf(program),
    ignoreChanges: more.ignoreChanges ?? [],
    failed: more.failed ?? false,
    deletesFirst: true,
  });
}

test("what the engine answers is no change to what was asked for", () => {
  expect(difference(PROGRAM)).toMatchObject({ changes: "none", replaces: [], deleteBeforeReplace: false });
});

test("sets have no order, durations no spelling, and ports no order either", () => {
  const spelled = {
    ...PROGRAM,
    envs: ["A=1", "B=2"],
    labels: [
      { label: "a", value: "1" },
      { label: "b", value: "2" },
    ],
    networksAdvanced: [{ aliases: ["y", "x"], name: "net" }],
    healthcheck: { ...(PROGRAM.healthcheck as PropertyMap), interval: "1000ms", timeout: "0m3s" },
    user: "",
    tmpfs: {},
    capabilities: {},
  };
  expect(difference(spelled).changes).toBe("none");
  const ports = [
    { internal: 8000, external: 1, ip: "0.0.0.0", protocol: "tcp" },
    { internal: 9000, external: 2, ip: "0.0.0.0", protocol: "tcp" },
  ];
  expect(
    difference({ ...PROGRAM, ports: [{ internal: 9000, external: 2 }, { internal: 8000 }] }, { ...OUTPUTS, ports })
      .changes,
  ).toBe("none");
});

test.each([
  [{ command: ["-e", "1"] }, "command"],
  [{ envs: ["A=2", "B=2"] }, "envs"],
  [{ labels: [{ label: "a", value: "1" }] }, "labels"],
  [{ ports: [{ internal: 8001 }] }, "ports"],
  [{ ports: [{ internal: 8000, external: 25_000 }] }, "ports"],
  [{ volumes: [{ volumeName: "data", containerPath: "/data", readOnly: true }] }, "volumes"],
  [{ uploads: [{ file: "/a", content: "x" }] }, "uploads"],
  [{ tmpfs: { "/tmp": "rw" } }, "tmpfs"],
  [{ healthcheck: { tests: ["CMD", "true"] } }, "healthcheck"],
  [{ networksAdvanced: null }, "networksAdvanced"],
  [{ image: UNKNOWN }, "image"],
])("%j replaces", (change, property) => {
  expect(difference({ ...PROGRAM, ...change })).toMatchObject({
    replaces: [property],
    changed: [property],
    deleteBeforeReplace: true,
    detailed: { [property]: { diffKind: expect.stringMatching(/-replace$/) } },
  });
});

test("limits, restarts and how to wait are changed in place", () => {
  const changed = {
    ...PROGRAM,
    memory: 64,
    cpuShares: 512,
    restart: "always",
    waitTimeout: 30,
    destroyGraceSeconds: 2,
  };
  const { changed: names, replaces } = difference(changed);
  expect(names.toSorted()).toEqual(["cpuShares", "destroyGraceSeconds", "memory", "restart", "waitTimeout"]);
  expect(replaces).toEqual([]);
});

test("swap that the engine adds is no change, and another is", () => {
  const limited = { ...OUTPUTS, memory: 16, memorySwap: 32 };
  expect(difference({ ...PROGRAM, memory: 16 }, limited).changes).toBe("none");
  expect(difference({ ...PROGRAM, memory: 16, memorySwap: 16 }, limited).changed).toEqual(["memorySwap"]);
});

test("what never came in order is replaced, and what is ignored is not", () => {
  expect(difference(PROGRAM, OUTPUTS, { failed: true })).toMatchObject({ changes: "some", replaces: ["#initerror"] });
  expect(difference({ ...PROGRAM, image: "x" }, OUTPUTS, { ignoreChanges: ["image"] }).changes).toBe("none");
});

test("an input that only the plugin takes, and that the program gives no more, replaces", () => {
  const { replaces } = resourceDifference({
    properties: CONTAINER_PROPERTIES,
    oldInputs: { ...inputsOf(PROGRAM), privileged: true },
    outputs: OUTPUTS,
    news: inputsOf(PROGRAM),
    ignoreChanges: [],
    failed: false,
    deletesFirst: true,
  });
  expect(replaces).toEqual(["privileged"]);
});

test("a stopped container that must run is found so, and the default that it had is asked for again", () => {
  const inputs = inputsOf(PROGRAM);
  const stopped = containerOutputs(OUTPUTS, { ...recordedContainer("ended"), Name: "/a-10357b2" });
  expect(stopped).toMatchObject({ mustRun: false, ports: [], exitCode: 3 });
  const read = inputsAfterRead(CONTAINER_PROPERTIES, inputs, { ...OUTPUTS, mustRun: false });
  expect(read).toMatchObject({ mustRun: false, __defaults: expect.not.arrayContaining(["mustRun"]) });
  expect(difference(PROGRAM, { ...OUTPUTS, mustRun: false }).changed).toEqual(["mustRun"]);
});
