import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { answering, startFakeServer } from "service-chassis/test/fake-server.ts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePorts } from "../../../../test/harness/ports.ts";
import { lifecycle } from "./lifecycle.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rule-file-"));
/** What the plugin takes for its engine: something that listens at the address among its arguments. */
const engine = net.createServer((socket) => socket.destroy());

beforeAll(async () => {
  await new Promise<void>((resolve) => engine.listen(0, "127.0.0.1", resolve));
  process.argv.push(`127.0.0.1:${(engine.address() as net.AddressInfo).port}`);
});

afterAll(() => {
  process.argv.pop();
  engine.close();
  fs.rmSync(folder, { recursive: true });
});

describe("a rule file of a release", () => {
  it("asks for a reload when it changes, and for none when it does not", async () => {
    await using prometheus = await startFakeServer();
    prometheus.answer = answering(200, "");
    const inputs = { prometheusUrl: prometheus.url, file: path.join(folder, "release.yml"), rules: "groups: []\n" };
    const { id, outs } = await lifecycle.create(inputs);
    expect(fs.readFileSync(inputs.file, "utf8")).toBe("groups: []\n");
    expect(await lifecycle.diff(id, outs, inputs)).toEqual({ changes: false, replaces: [] });
    const changed = { ...inputs, rules: "groups: [] # anew\n" };
    expect(await lifecycle.diff(id, outs, changed)).toEqual({ changes: true, replaces: [] });
    for (const _twice of [1, 2]) await lifecycle.update?.(id, outs, changed);
    expect(prometheus.received.map(({ path }) => path)).toEqual(["/-/reload", "/-/reload"]);
    expect(await lifecycle.read?.(id, outs)).toEqual({});
    expect(await lifecycle.read?.(id, changed)).toEqual({ id, props: changed });
    await lifecycle.delete?.(id, changed);
    expect(fs.existsSync(inputs.file)).toBe(false);
  });

  it("is there for a Prometheus that does not run, and fails nothing", async () => {
    const [port] = await freePorts(1);
    const file = path.join(folder, "later", "release.yml");
    await lifecycle.create({ prometheusUrl: `http://127.0.0.1:${port}`, file, rules: "groups: []\n" });
    expect(fs.readFileSync(file, "utf8")).toBe("groups: []\n");
  });

  it("fails, and leaves what was there, when Prometheus refuses it", async () => {
    await using prometheus = await startFakeServer();
    prometheus.answer = answering(500, "no such function");
    const file = path.join(folder, "refused.yml");
    const refused = lifecycle.create({ prometheusUrl: prometheus.url, file, rules: "groups: {}\n" });
    await expect(refused).rejects.toThrow(/refuses its rules: 500 .*no such function/);
    expect(fs.existsSync(file)).toBe(false);
  });
});
