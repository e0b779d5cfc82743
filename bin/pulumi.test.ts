import { execFile } from "node:child_process";
import { chmod, cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("./pulumi", import.meta.url));
const SYSTEM = "/usr/bin:/bin";

/** A tree with the script, a stand-in for each engine that prints what it was given, and a Node. */
let root: string;
let elsewhere: string;
beforeEach(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "bin-pulumi-")));
  root = join(folder, "a project");
  elsewhere = join(folder, "elsewhere");
  await mkdir(join(root, "bin"), { recursive: true });
  await mkdir(join(root, "engine"));
  await mkdir(join(folder, "cli"));
  await mkdir(elsewhere);
  await cp(SCRIPT, join(root, "bin", "pulumi"));
  await writeFile(join(root, "Pulumi.yaml"), "name: p\nruntime: nodejs\n");
  await writeFile(
    join(root, "engine", "main.ts"),
    `const { PULUMI_CONFIG_PASSPHRASE: passphrase, PULUMI_BACKEND_URL: backend, PATH: path } = process.env;
     console.log(JSON.stringify({ args: process.argv.slice(2), passphrase, backend, cwd: process.cwd(), path }));`,
  );
  await writeFile(
    join(folder, "cli", "pulumi"),
    `#!/bin/sh\nprintf '%s|' cli "$PULUMI_BACKEND_URL" "$PULUMI_SKIP_UPDATE_CHECK" "$@"\nnode --version\n`,
  );
  await chmod(join(folder, "cli", "pulumi"), 0o755);
});
afterEach(() => rm(dirname(root), { recursive: true }));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const NODE = dirname(process.execPath);
const withCli = () => `${join(dirname(root), "cli")}:${NODE}:${SYSTEM}`;

function run(args: string[], environment: Record<string, string> = {}, cwd = root, script = "bin/pulumi") {
  return new Promise<Outcome>((resolve) => {
    const env = { PATH: `${NODE}:${SYSTEM}`, ...environment };
    const child = execFile(join(root, script), args, { cwd, env }, (_error, out, err) =>
      resolve({ code: child.exitCode ?? -1, out, err }),
    );
  });
}

describe("bin/pulumi chooses the engine and says which", () => {
  it("takes the embedded one where there is no pulumi", async () => {
    const { out, err } = await run(["up", "--yes"]);
    expect(err).toBe("engine: embedded (no pulumi on PATH)\n");
    expect(JSON.parse(out)).toMatchObject({ args: ["up", "--yes"], cwd: root });
  });

  it("takes the CLI where there is one, with the same state folder and a Node that can run the program", async () => {
    const { out, err } = await run(["up", "--yes"], { PATH: withCli() });
    expect(err).toBe(`engine: Pulumi CLI (${join(dirname(root), "cli", "pulumi")})\n`);
    const backend = `file://${root.replaceAll(" ", "%20")}/.canary/state`;
    expect(out.split("|").slice(0, 5)).toEqual(["cli", backend, "true", "up", "--yes"]);
    expect(out).toContain(process.version);
    expect(await readdir(join(root, ".canary"))).toEqual(["state"]);
  });

  it("leaves a backend alone that is stated", async () => {
    const given = await run(["up"], { PATH: withCli(), PULUMI_BACKEND_URL: "file:///given" });
    expect(given.out).toContain("cli|file:///given|");
    await writeFile(join(root, "Pulumi.yaml"), "name: p\nbackend:\n  url: file:///stated\n");
    expect((await run(["up"], { PATH: withCli() })).out).toContain("cli||true|");
  });

  it("does as --engine and CANARY_ENGINE say, and keeps them to itself", async () => {
    const argument = await run(["--engine", "embedded", "up"], { PATH: withCli() });
    expect(argument.err).toBe("engine: embedded (--engine)\n");
    expect(JSON.parse(argument.out).args).toEqual(["up"]);
    const variable = await run(["up"], { PATH: withCli(), CANARY_ENGINE: "embedded" });
    expect(variable.err).toBe("engine: embedded (CANARY_ENGINE)\n");
    const both = await run(["up", "--engine=cli"], { PATH: withCli(), CANARY_ENGINE: "embedded" });
    expect(both.out).toContain("|up|");
  });

  it.each([
    [["--engine", "other"], "engine 'other' (--engine) is not known: embedded or cli"],
    [["--engine"], "--engine needs a value"],
    [["--engine=cli"], "there is no pulumi on PATH"],
  ])("refuses %j", async (args, message) => {
    const outcome = await run(args);
    expect(outcome).toMatchObject({ code: 1, out: "" });
    expect(outcome.err).toContain(message);
  });

  it("never takes a file like itself for the CLI", async () => {
    await symlink(join(root, "bin", "pulumi"), join(elsewhere, "pulumi"));
    const other = join(dirname(root), "other");
    await mkdir(other);
    await cp(SCRIPT, join(other, "pulumi"));
    const { err } = await run(["up"], { PATH: `${elsewhere}:${other}:${join(root, "bin")}:${NODE}:${SYSTEM}` });
    expect(err).toBe("engine: embedded (no pulumi on PATH)\n");
  });
});

describe("bin/pulumi passes on", () => {
  it("arguments as they are, also those after --", async () => {
    const args = ["config", "set", "k", "--", "--engine", "two words", "", "*"];
    expect(JSON.parse((await run(args)).out).args).toEqual(args);
  });

  it("its own project to a command from elsewhere, also through a link", async () => {
    await symlink("../a project/bin/pulumi", join(elsewhere, "link"));
    const { out } = await run(["up"], {}, elsewhere, "../elsewhere/link");
    expect(JSON.parse(out)).toMatchObject({ args: ["-C", root, "up"], cwd: elsewhere });
    await writeFile(join(elsewhere, "Pulumi.yaml"), "name: other\n");
    expect(JSON.parse((await run(["up"], {}, elsewhere)).out).args).toEqual(["up"]);
  });

  it.each<[string[], Record<string, string>, string | undefined]>([
    [["up", "-s", "local"], {}, ""],
    [["up", "--stack=local"], {}, ""],
    [["stack", "init", "local"], {}, ""],
    [["up", "--stack", "organization/p/local"], {}, ""],
    [["up", "-s", "production"], {}, undefined],
    [["config", "set", "x", "local"], {}, undefined],
    [["up", "-s", "local"], { PULUMI_CONFIG_PASSPHRASE: "mine" }, "mine"],
    [["up", "-s", "local"], { PULUMI_CONFIG_PASSPHRASE_FILE: "/f" }, undefined],
  ])("for %j with %j the passphrase %j", async (args, environment, passphrase) => {
    expect(JSON.parse((await run(args, environment)).out).passphrase).toBe(passphrase);
  });
});

describe("bin/pulumi finds Node", () => {
  it("in node_modules where the one on PATH is too old, and puts it first", async () => {
    const old = join(dirname(root), "old");
    await mkdir(old);
    await writeFile(join(old, "node"), "#!/bin/sh\necho v20.1.0\n");
    await chmod(join(old, "node"), 0o755);
    const environment = { PATH: `${old}:${SYSTEM}` };
    const missing = await run(["up"], environment);
    expect(missing).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^error: Node 24 or later .* `npm ci` in .*\n$/),
    });
    const own = join(root, "node_modules", "node", "bin");
    await mkdir(own, { recursive: true });
    await symlink(process.execPath, join(own, "node"));
    const found = await run(["up"], environment);
    expect(JSON.parse(found.out).path.split(":")[0]).toBe(own);
  });
});
