import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { parse } from "yaml";
import { renderDashboards } from "../../monitoring/dashboards/render.ts";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dashboards-"));
afterAll(() => fs.rmSync(folder, { recursive: true }));

function dashboards(...args: string[]) {
  const main = path.resolve(import.meta.dirname, "../main.ts");
  return spawnSync(process.execPath, [main, "dashboards", ...args], { encoding: "utf8" });
}

it("writes dashboards and provisioning that point at each other, and says where", () => {
  const { status, stdout } = dashboards("--out", folder, "--prometheus", "http://prometheus:9090");
  expect(status).toBe(0);
  const names = Object.keys(renderDashboards()).map((name) => `dashboards/${name}`);
  const written = [
    ...names,
    "provisioning/datasources/canary-release.yml",
    "provisioning/dashboards/canary-release.yml",
  ];
  expect(stdout.trimEnd().split("\n")).toEqual(written.map((name) => path.join(folder, name)));
  const read = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");
  for (const [name, text] of Object.entries(renderDashboards())) expect(read(`dashboards/${name}`)).toBe(text);
  const [source] = parse(read("provisioning/datasources/canary-release.yml")).datasources;
  expect(source).toMatchObject({ url: "http://prometheus:9090", jsonData: { timeInterval: "15s" } });
  const [provider] = parse(read("provisioning/dashboards/canary-release.yml")).providers;
  expect(provider.options.path).toBe(path.join(folder, "dashboards"));
});

it("names the files in JSON", () => {
  const { stdout } = dashboards("--out", folder, "--json");
  const { written } = JSON.parse(stdout) as { written: string[] };
  expect(written).toContain(path.join(folder, "provisioning/datasources/canary-release.yml"));
  for (const file of written) expect(fs.existsSync(file)).toBe(true);
});

it.each([
  ["--prometheus", "prometheus:9090", "It must be a URL that begins with http:// or https://."],
  ["--scrape-seconds", "0", "It must be a whole number, 1 or more."],
])("refuses %s %s", (flag, value, why) => {
  const { status, stderr } = dashboards("--out", path.join(folder, "none"), flag, value);
  expect(status).toBe(2);
  expect(stderr).toContain(why);
  expect(fs.existsSync(path.join(folder, "none"))).toBe(false);
});
