import { afterEach, beforeEach, expect, test } from "vitest";
import { listTargets } from "../gates/targets.ts";
import { startTestGateway, type TestGateway } from "../lab/gateway/contract/test-gateway.ts";
import { type KongAdmin, kongAdmin } from "../providers/kong/admin.ts";
import { drain } from "./drain.ts";
import type { Exposure } from "./exposure.ts";
import { setWeights } from "./weights.ts";

let gateway: TestGateway;
let admin: KongAdmin;

beforeEach(async () => {
  gateway = await startTestGateway();
  admin = kongAdmin({ uri: `http://127.0.0.1:${gateway.gateway.ports.admin}` });
});
afterEach(() => gateway.close());

async function upstream(name: string, targets: readonly [revision: string, weight: number, tags: string[]][]) {
  await admin.post("/upstreams", { name });
  for (const [index, [revision, weight, tags]] of targets.entries()) {
    await admin.post(`/upstreams/${name}/targets`, {
      target: `127.0.0.1:${index + 1}`,
      weight,
      tags: [`rev:${revision}`, ...tags],
    });
  }
}

async function seen(name: string): Promise<Record<string, [weight: number, drained: boolean]>> {
  const targets = await listTargets(admin, name);
  return Object.fromEntries(targets.map(({ revision, weight, drained }) => [revision, [weight, drained]]));
}

const exposure = (percent: number): Exposure => ({
  upstreams: { api: "api" },
  stable: { api: "stable" },
  canary: { api: "canary" },
  percent,
});

test("takes a canary's traffic at once, and no move raises it again", async () => {
  await upstream("api", [
    ["stable", 50, ["smoked", "proven"]],
    ["canary", 50, ["smoked"]],
  ]);
  const [capped] = await drain(admin, exposure(50), exposure(0));
  expect(capped).toMatchObject({ upstream: "api", freed: 50, heir: "stable" });
  expect(await seen("api")).toEqual({ stable: [100, false], canary: [0, true] });
  const targets = await listTargets(admin, "api");
  const all = new Map(targets.map(({ id, revision }) => [id, revision === "canary" ? 100 : 0]));
  await expect(setWeights(admin, "api", targets, all)).rejects.toThrow(/^TRF001: api: an operator has drained canary/);
  expect(await seen("api")).toEqual({ stable: [100, false], canary: [0, true] });
});

test("outlasts an update that takes back its own move meanwhile", async () => {
  await upstream("api", [
    ["stable", 50, ["smoked", "proven"]],
    ["canary", 50, ["smoked"]],
  ]);
  const targets = await listTargets(admin, "api");
  const drained = drain(admin, exposure(50), exposure(0));
  // What a restore writes that had read the weights before the marks.
  for (const { id, revision } of targets) {
    await admin.patch(`/upstreams/api/targets/${id}`, { weight: revision === "canary" ? 10 : 90 });
  }
  await drained;
  expect(await seen("api")).toEqual({ stable: [100, false], canary: [0, true] });
});

test("marks a canary that an update is yet to raise", async () => {
  await upstream("api", [
    ["stable", 100, ["smoked", "proven"]],
    ["canary", 0, ["smoked"]],
  ]);
  await drain(admin, exposure(10), exposure(0));
  expect(await seen("api")).toEqual({ stable: [100, false], canary: [0, true] });
});

test("undoes a promotion: the former stable takes all", async () => {
  await upstream("api", [
    ["stable", 0, ["smoked", "proven"]],
    ["canary", 100, ["smoked", "proven"]],
  ]);
  const promoted = { upstreams: { api: "api" }, stable: { api: "canary" }, percent: 0 };
  const undone = { upstreams: { api: "api" }, stable: { api: "stable" }, percent: 0 };
  await drain(admin, promoted, undone);
  expect(await seen("api")).toEqual({ stable: [100, false], canary: [0, true] });
});

test("leaves the traffic where no revision is fit to take it, and says so", async () => {
  await upstream("api", [
    ["stable", 0, []],
    ["canary", 100, ["smoked"]],
  ]);
  await expect(drain(admin, exposure(50), exposure(0))).rejects.toThrow(/no proven or smoked revision is there/);
  expect(await seen("api")).toEqual({ stable: [0, false], canary: [100, true] });
});

test("says when the gateway cannot be reached", async () => {
  const nobody = kongAdmin({ uri: "http://127.0.0.1:1" });
  await expect(drain(nobody, exposure(50), exposure(0))).rejects.toThrow(/^GTW001/);
});
