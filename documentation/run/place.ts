import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse, parseDocument } from "yaml";
import { z } from "zod";
import { freePorts } from "../../test/harness/ports.ts";
import { workingTreeFiles } from "../project.ts";

/** A place of its own for what a document does. */
export interface Place {
  /** Everything that the document starts has it in its environment. */
  readonly folder: string;
  /** Where commands are typed. */
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The port to take for each one that documents use. */
  readonly ports: ReadonlyMap<number, number>;
  /** URL of the Prometheus of its stack. */
  readonly prometheus: string;
}

/** The stack file of the stack that documents use. */
const STACK_FILE = "Pulumi.local.yaml";
const PORTS_KEY = "canary-release:ports";
/** Ports that services take where they are started by hand. */
const SERVICE_PORTS = [8000, 3003, 3100];
/** What set-up has built; it is outside of git. */
const BUILT = "services/frontend/dist";

const projectFile = z.object({
  config: z.object({
    ports: z.object({ default: z.object({ proxy: z.number(), admin: z.number(), prometheus: z.number() }) }),
  }),
});

/** An empty place, with ports on which nobody listens. */
export async function newPlace(original: string): Promise<Place> {
  const usual = usualPorts(original);
  const used = [usual.proxy, usual.admin, usual.prometheus, ...SERVICE_PORTS];
  const free = await freePorts(used.length);
  const ports = new Map(used.map((port, index) => [port, free[index]!] as const));
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "canary-document-"));
  const root = path.join(folder, "project");
  fs.mkdirSync(root);
  const prometheus = `http://127.0.0.1:${ports.get(usual.prometheus)}`;
  return { folder, root, environment: environmentOf(folder, original), ports, prometheus };
}

/**
 * A place with a copy of a project's files, also of those that are not committed, as a git repository with one commit; its
 * stack `local` has the place's ports.
 *
 * @throws when the project is not set up: a document's `bin/canary setup` would then install the dependencies once more
 */
export async function copyProject(original: string): Promise<Place> {
  const installed = readIfThere(path.join(original, "node_modules/.canary-installed")).trim();
  const wanted = createHash("sha256")
    .update(fs.readFileSync(path.join(original, "package-lock.json")))
    .digest("hex");
  if (installed !== wanted)
    throw new Error("npm's dependencies are not those of package-lock.json: run `bin/canary setup`");

  const place = await newPlace(original);
  const { root, environment, ports } = place;
  for (const file of [...workingTreeFiles(original), BUILT]) {
    const from = path.join(original, file);
    if (fs.existsSync(from)) fs.cpSync(from, path.join(root, file), { recursive: true, verbatimSymlinks: true });
  }
  linkDependencies(path.join(original, "node_modules"), path.join(root, "node_modules"));
  setPorts(root, ports);
  commitAll(root, environment);
  return place;
}

/** A folder of links: to the packages of the registry as they are, and to the copy's own packages in the copy. */
function linkDependencies(from: string, to: string): void {
  fs.mkdirSync(to, { recursive: true });
  for (const entry of fs.readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(source), target);
    else if (entry.name.startsWith("@")) linkDependencies(source, target);
    else fs.symlinkSync(source, target);
  }
}

function usualPorts(root: string): { readonly proxy: number; readonly admin: number; readonly prometheus: number } {
  return projectFile.parse(parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8"))).config.ports.default;
}

function setPorts(root: string, ports: ReadonlyMap<number, number>): void {
  const file = path.join(root, STACK_FILE);
  const own = Object.fromEntries(Object.entries(usualPorts(root)).map(([name, port]) => [name, ports.get(port)]));
  const stack = parseDocument(fs.readFileSync(file, "utf8"));
  stack.setIn(["config", PORTS_KEY], own);
  fs.writeFileSync(file, stack.toString());
}

/** What a person's new terminal has, with a home of its own, and nothing of the test runner's. */
function environmentOf(folder: string, original: string): Record<string, string> {
  const [home, temporary] = [path.join(folder, "home"), path.join(folder, "tmp")];
  for (const place of [home, temporary]) fs.mkdirSync(place);
  fs.writeFileSync(path.join(home, ".gitconfig"), "[user]\n  name = A Reader\n  email = reader@example.org\n");
  const kept = ["LANG", "LC_ALL", "PROMETHEUS", "CANARY_ENGINE"].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(kept),
    PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`,
    HOME: home,
    TMPDIR: temporary,
    GIT_CONFIG_NOSYSTEM: "1",
    DOCUMENT_FOLDER: folder,
    // The packages are the same files: what was compiled of them once is good here too.
    NODE_COMPILE_CACHE: path.join(original, ".canary/compile-cache"),
  };
}

function commitAll(root: string, env: Readonly<Record<string, string>>): void {
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, env });
  git("init", "--quiet", "--initial-branch", "main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "The project as documents find it");
}

function readIfThere(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}
