import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findPlugin, type PluginPlaces } from "./find-plugin.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "find-plugin-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Puts a plugin `mini` into a folder. @returns its path */
function plugin(folder: string, mode = 0o755): string {
  const path = join(root, folder, "pulumi-resource-mini");
  mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(path, "", { mode });
  return path;
}

function places(more: { listed?: string; ignoreAmbient?: string; builtIn?: string } = {}): PluginPlaces {
  const plugins = more.listed === undefined ? [] : [{ name: "mini", path: more.listed }];
  return {
    project: { name: "proj", root, main: undefined, typescript: false, nodeArgs: [], plugins },
    env: {
      PATH: `/nowhere:relative:${join(root, "path")}`,
      PULUMI_HOME: join(root, "home"),
      PULUMI_IGNORE_AMBIENT_PLUGINS: more.ignoreAmbient,
    },
    builtIn: new Map(more.builtIn === undefined ? [] : [["mini", more.builtIn]]),
  };
}

function find(version: string, more: Parameters<typeof places>[0] = {}): string {
  const { command, args } = findPlugin({ packageName: "mini", version, downloadUrl: "" }, places(more));
  return command === process.execPath ? (args.at(-1) ?? "") : command;
}

test("a plugin is looked for in Pulumi.yaml, on PATH, among the installed ones and in the engine, in this order", () => {
  const builtIn = "/engine/mini.ts";
  expect(find("1.0.0", { builtIn })).toBe(builtIn);
  const old = plugin("home/plugins/resource-mini-v1.0.0");
  expect(find("1.0.0", { builtIn })).toBe(old);
  expect(find("2.0.0", { builtIn })).toBe(builtIn);
  const ambient = plugin("path");
  expect(find("1.0.0", { builtIn })).toBe(ambient);
  expect(find("1.0.0", { builtIn, ignoreAmbient: "true" })).toBe(old);
  const listed = plugin("listed");
  expect(find("1.0.0", { builtIn, listed: "listed" })).toBe(listed);
});

test("one from PATH is told of", () => {
  const path = plugin("path");
  const { warning, folder } = findPlugin({ packageName: "mini", version: "", downloadUrl: "" }, places());
  expect(warning).toBe(`using pulumi-resource-mini from $PATH at ${path}`);
  expect(folder).toBe(join(root, "path"));
});

test("of the installed ones the version that is asked for is taken, or the newest that is released", () => {
  for (const version of ["1.2.3", "1.10.0", "2.0.0-rc.1"]) plugin(`home/plugins/resource-mini-v${version}`);
  plugin("home/plugins/resource-mini-other-v9.0.0");
  plugin("home/plugins/resource-mini-v3.0.0");
  writeFileSync(join(root, "home/plugins/resource-mini-v3.0.0.partial"), "");
  expect(find("")).toContain("v1.10.0");
  expect(find("1.2.3")).toContain("v1.2.3");
  expect(find("2.0.0-rc.1")).toContain("v2.0.0-rc.1");
  expect(() => find("1.2.4")).toThrow();
});

test("a missing plugin is named with the command that installs it", () => {
  expect(() => find("")).toThrow(/no plugin for the package 'mini': .*: pulumi plugin install resource mini$/);
  const wanted = { packageName: "mini", version: "1.2.3", downloadUrl: "https://example.com" };
  expect(() => findPlugin(wanted, places())).toThrow(
    /at version v1\.2\.3: .*: pulumi plugin install resource mini v1\.2\.3 --server https:\/\/example\.com$/,
  );
});

test("a place that holds nothing to run is named", () => {
  plugin("listed", 0o644);
  expect(() => find("", { listed: "listed" })).toThrow("plugins.providers in Pulumi.yaml gives the path 'listed'");
  mkdirSync(join(root, "component"));
  writeFileSync(join(root, "component", "PulumiPlugin.yaml"), "runtime: nodejs\n");
  expect(() => find("", { listed: "component" })).toThrow("(PulumiPlugin.yaml): that is not supported");
});
