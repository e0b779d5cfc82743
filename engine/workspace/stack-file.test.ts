import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadProject } from "./project.ts";
import { withConfig, withoutConfig } from "./stack-config.ts";
import { StackFile } from "./stack-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "workspace-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function stackFile(text: string): Promise<StackFile> {
  const path = join(folder, "Pulumi.dev.yaml");
  await writeFile(path, text);
  return new StackFile(path, "p");
}

describe("StackFile", () => {
  const TEXT = `# about this stack
config:
  # how much
  p:percent: "0" # percent
  # what is live
  p:stable:
    a: 1.0.0 # version of a
    b: false
  p:names:
    - one # first
    - two
`;

  it("keeps comments and order when values change, come and go", async () => {
    const file = await stackFile(TEXT);
    let config = withConfig(file.config, "p:percent", "10", false);
    config = withConfig(config, "p:stable.b", true, true);
    config = withConfig(config, "p:names[1]", "zwei", true);
    config = withConfig(config, "p:new", { secure: "v1:x" }, false);
    file.setConfig(config);
    file.setEncryptionSalt("v1:salt");
    await file.save();
    expect(await readFile(file.path, "utf8")).toBe(`# about this stack
config:
  # how much
  p:percent: "10" # percent
  # what is live
  p:stable:
    a: 1.0.0 # version of a
    b: true
  p:names:
    - one # first
    - zwei
  p:new:
    secure: v1:x
encryptionsalt: v1:salt
`);
  });

  it("drops what is removed", async () => {
    const file = await stackFile(TEXT);
    file.setConfig(withoutConfig(withoutConfig(file.config, "p:percent", false), "p:names[0]", true));
    await file.save();
    expect(new StackFile(file.path, "p").config).toEqual(
      new Map<string, unknown>([
        ["p:stable", { a: "1.0.0", b: false }],
        ["p:names", ["two"]],
      ]),
    );
  });

  it("reads keys without a namespace as the project's, and keeps their spelling", async () => {
    const file = await stackFile("config:\n  percent: 5\n");
    expect(file.config).toEqual(new Map([["p:percent", 5]]));
    file.setConfig(withConfig(file.config, "p:percent", "6", false));
    await file.save();
    expect(await readFile(file.path, "utf8")).toBe('config:\n  percent: "6"\n');
  });

  it("counts a missing and an empty file as empty", async () => {
    expect(new StackFile(join(folder, "none.yaml"), "p").config.size).toBe(0);
    expect((await stackFile("# nothing\n")).config.size).toBe(0);
  });

  it.each([
    ["config: [", "could not read"],
    ["- a\n", "expected a map"],
    ["secretsprovider: awskms://x\n", "secretsprovider 'awskms://x' is not supported"],
    ["environment: [x]\n", "environments are not supported"],
    ["config:\n  a:b:c: 1\n", "could not parse a:b:c"],
  ])("refuses %j", async (text, message) => {
    await expect(stackFile(text).then((file) => file.config)).rejects.toThrow(message);
  });

  it("refuses an integer that would lose digits, by name", async () => {
    await expect(stackFile("config:\n  p:n: 9007199254740993\n").then((file) => file.config)).rejects.toThrow(
      "config p:n: an integer beyond 2^53",
    );
  });
});

describe("loadProject", () => {
  async function project(text: string) {
    const path = join(folder, "Pulumi.yaml");
    await writeFile(path, text);
    return loadProject(path);
  }

  it("reads what a deployment needs", async () => {
    const found = await project(`name: p
runtime: {name: nodejs, options: {typescript: false, nodeargs: "--a --b=c"}}
main: app.ts
stackConfigDir: stacks
plugins: {providers: [{name: kong, path: providers/kong}]}
config:
  short: 5
  aws:region: eu
  long: {type: array, items: {type: string}, default: [a], description: names}
`);
    expect(found).toMatchObject({
      name: "p",
      root: folder,
      main: "app.ts",
      typescript: false,
      nodeArgs: ["--a", "--b=c"],
      stackConfigFolder: join(folder, "stacks"),
      plugins: [{ name: "kong", path: "providers/kong" }],
    });
    expect(found.config.get("short")).toMatchObject({ default: 5, type: undefined });
    expect(found.config.get("aws:region")).toMatchObject({ value: "eu" });
    expect(found.config.get("long")).toMatchObject({ type: { type: "array", items: { type: "string" } } });
  });

  it.each([
    ["runtime: nodejs", "#/name: project is missing a non-empty string 'name' attribute"],
    ["name: p\nruntime: python", "runtime 'python' is not supported"],
    ["name: p\nruntime: {name: nodejs, options: {loader: x}}", "#/runtime"],
    ["name: p\nruntime: nodejs\noptions: {refresh: always}", "project options (refresh) are not supported"],
    [
      "name: p\nruntime: nodejs\nconfig: {a: {type: integer, default: x}}",
      "The default value specified for configuration key 'a' is not of the expected type 'integer'",
    ],
    [
      "name: p\nruntime: nodejs\nconfig: {a: {type: array}}",
      "The configuration key 'a' declares an array but does not specify the underlying type",
    ],
    [
      "name: p\nruntime: nodejs\nconfig: {'o:a': {type: string}}",
      "Configuration key 'o:a' is not namespaced by the project",
    ],
    ["name: [", "could not read"],
  ])("refuses %j", async (text, message) => {
    await expect(project(text)).rejects.toThrow(message);
  });
});
