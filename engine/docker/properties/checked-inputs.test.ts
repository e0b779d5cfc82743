import { expect, test } from "vitest";
import { secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { CONTAINER_PROPERTIES } from "../container/properties.ts";
import { checkedInputs } from "./checked-inputs.ts";

function check(news: PropertyMap, olds?: PropertyMap) {
  return checkedInputs({
    type: "Container",
    properties: CONTAINER_PROPERTIES,
    news,
    olds,
    resourceName: "app",
    seed: new Uint8Array([1]),
  });
}

test("defaults are those that the plugin writes down", () => {
  const { inputs, failures } = check({
    image: "app:1",
    restart: "unless-stopped",
    healthcheck: { tests: ["CMD", "true"], interval: "5s", timeout: "3s", startPeriod: "30s", retries: 3 },
    ports: [{ internal: 80 }],
    labels: [{ label: "a", value: "b" }],
  });
  expect(failures).toEqual([]);
  expect(inputs).toEqual({
    __defaults: [
      ...["containerReadRefreshTimeoutMilliseconds", "mustRun", "name", "networkMode", "removeVolumes", "start"],
      "waitTimeout",
    ],
    image: "app:1",
    restart: "unless-stopped",
    name: expect.stringMatching(/^app-[0-9a-f]{7}$/),
    containerReadRefreshTimeoutMilliseconds: 15_000,
    mustRun: true,
    networkMode: "bridge",
    removeVolumes: true,
    start: true,
    waitTimeout: 60,
    healthcheck: {
      __defaults: ["startInterval"],
      tests: ["CMD", "true"],
      interval: "5s",
      timeout: "3s",
      startPeriod: "30s",
      startInterval: "0s",
      retries: 3,
    },
    ports: [{ __defaults: ["ip", "protocol"], internal: 80, ip: "0.0.0.0", protocol: "tcp" }],
    labels: [{ __defaults: [], label: "a", value: "b" }],
  });
});

test("a made-up name stays, and one that the program gave does not", () => {
  const { inputs } = check({ image: "app:1" }, { __defaults: ["name"], name: "app-1234567" });
  expect(inputs.name).toBe("app-1234567");
  expect(check({ image: "app:1" }, { __defaults: [], name: "mine" }).inputs.name).not.toBe("mine");
});

test("what is not supported is refused by its name, at any depth; null is nothing", () => {
  const { failures } = check({
    image: "app:1",
    privileged: true,
    hosts: null,
    ports: [{ internal: 80 }, { internal: 81, hostname: "x" }],
    uploads: secret([{ file: "/a", content: "x", source: "/etc/passwd" }]),
  });
  expect(failures.map(({ property }) => property)).toEqual(["privileged", "ports[1].hostname", "uploads[0].source"]);
  expect(failures[0]?.reason).toMatch(
    /^'privileged' of Container is not supported by .*`pulumi plugin install resource docker 5\.2\.0`.* It takes: attach, /,
  );
});

test("values of a wrong form are refused; what is unknown is not", () => {
  const wrong = { command: "true", memory: -1, restart: "sometimes", wait: "yes", tmpfs: ["/tmp"] };
  const { failures } = check({ ...wrong, healthcheck: { interval: "often" }, user: UNKNOWN });
  expect(failures.map(({ property }) => property)).toEqual([
    ...["command", "memory", "restart", "wait", "tmpfs", "healthcheck.interval", "image"],
  ]);
  expect(check({ image: UNKNOWN, networksAdvanced: [{ name: UNKNOWN }] }).failures).toEqual([]);
});
