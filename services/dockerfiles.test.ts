import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const SERVICES = ["automation-service", "ai-pipeline", "frontend"];

interface Instruction {
  readonly name: string;
  readonly text: string;
}

interface Stage {
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), "utf8");
const json = (file: string) => JSON.parse(read(file));

/** Instructions as the reference says: comments are whole lines, a backslash at the end goes on. */
function instructionsOf(dockerfile: string): Instruction[] {
  return dockerfile
    .replace(/^\s*#.*\n/gm, "")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name = "", text = ""] = /^(\w+)\s+(.*)$/.exec(line.trim()) ?? [];
      return { name: name.toUpperCase(), text: text.replace(/\s+/g, " ") };
    });
}

function parse(service: string) {
  const instructions = instructionsOf(read(`services/${service}/Dockerfile`));
  const starts = instructions.flatMap(({ name }, index) => (name === "FROM" ? [index] : []));
  const stages = starts.map((start, n): Stage => {
    const [, name] = / AS (\S+)$/i.exec(instructions[start]?.text ?? "") ?? [];
    return { name, instructions: instructions.slice(start, starts[n + 1]) };
  });
  const last = stages.at(-1)?.instructions ?? [];
  const inLast = (name: string) => last.filter((one) => one.name === name).map(({ text }) => text);
  return { instructions, stages, inLast };
}

/** `KEY=value KEY="value"`, as LABEL and ENV have it. */
function pairsOf(texts: readonly string[]): Record<string, string> {
  const pairs = texts.flatMap((text) => [...text.matchAll(/(\S+?)=(?:"([^"]*)"|(\S+))/g)]);
  return Object.fromEntries(pairs.map(([, key, quoted, plain]) => [key, quoted ?? plain ?? ""]));
}

/** Sources of COPY instructions that come from the build context. */
function contextSources(instructions: readonly Instruction[]): string[] {
  return instructions
    .filter(({ name, text }) => name === "COPY" && !text.startsWith("--from="))
    .flatMap(({ text }) => text.split(" ").slice(0, -1));
}

/** Docker's patterns are no shell's: `*` fits a name that begins with a dot too. */
function globOf(pattern: string): RegExp {
  const parts = { "**/": "(?:.*/)?", "*": "[^/]*", ".": "\\." } as const;
  return new RegExp(`^${pattern.replace(/\*\*\/|[*.]/g, (part) => parts[part as keyof typeof parts])}$`);
}

/** Whether .dockerignore lets a file into the build context: the last pattern that fits decides. */
function isInContext(file: string): boolean {
  let ignored = false;
  for (const line of read(".dockerignore").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const pattern = line.replace(/^!/, "");
    // A pattern that fits a folder fits all that is in it.
    const parents = file.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
    if (parents.some((parent) => globOf(pattern).test(parent))) ignored = !line.startsWith("!");
  }
  return !ignored;
}

/** Every file that a service loads from its entry on, and the packages that they name. */
function loadedBy(service: string): { files: string[]; packages: string[] } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (files.has(file)) return;
    files.add(file);
    const folder = path.posix.dirname(file);
    // `import type` is stripped and loads nothing.
    for (const [, found = ""] of read(file).matchAll(/^(?:import|export)(?! type\b)[^;]*? from "([^"]+)";$/gm)) {
      const [, inChassis] = /^service-chassis(?:\/(.+))?$/.exec(found) ?? [];
      if (found.startsWith(".")) visit(path.posix.join(folder, found));
      else if (found.startsWith("service-chassis")) visit(`services/chassis/${inChassis ?? "index.ts"}`);
      else if (!found.startsWith("node:")) packages.add(found);
    }
  };
  visit(`services/${service}/main.ts`);
  return { files: [...files], packages: [...packages] };
}

describe.each(SERVICES)("the Dockerfile of %s", (service) => {
  const { instructions, stages, inLast } = parse(service);
  const env = pairsOf(inLast("ENV"));

  it("runs the service as a user with a number that is not root's", () => {
    expect(inLast("USER")).toEqual([expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)]);
  });

  it("starts node itself, so that SIGTERM reaches it, with an entry that is there", () => {
    const [entry = "[]"] = inLast("ENTRYPOINT");
    expect(JSON.parse(entry)).toEqual(["node", `services/${service}/main.ts`]);
    expect(inLast("WORKDIR")).toEqual(["/app"]);
    expect(inLast("CMD")).toEqual([]);
    expect(inLast("STOPSIGNAL")).toEqual([]);
  });

  it("asks for health with node, by a file that is there", () => {
    const [check = ""] = inLast("HEALTHCHECK");
    const command: string[] = JSON.parse(/ CMD (\[.*\])$/.exec(check)?.[1] ?? "[]");
    expect(command).toEqual(["node", "services/chassis/health-check.ts"]);
    expect(fs.existsSync(path.join(ROOT, command[1] ?? ""))).toBe(true);
    for (const option of ["interval", "timeout", "start-period"])
      expect(check).toMatch(new RegExp(`--${option}=\\d+s`));
  });

  it("has the labels that say what it is, from build arguments", () => {
    expect(pairsOf(inLast("LABEL"))).toEqual({
      "org.opencontainers.image.title": service,
      "org.opencontainers.image.version": "$" + "{VERSION}",
      "org.opencontainers.image.revision": "$" + "{GIT_COMMIT}",
      "org.opencontainers.image.source": "$" + "{SOURCE}",
    });
    const args = inLast("ARG").map((text) => text.split("=")[0]);
    expect(args).toEqual(["VERSION", "GIT_COMMIT", "SOURCE"]);
  });

  it("listens on all addresses of the container, on the service's own port", () => {
    const [, port = ""] = /defaultPort: (\d+)/.exec(read(`services/${service}/main.ts`)) ?? [];
    expect(env).toEqual({ NODE_ENV: "production", HOST: "0.0.0.0", PORT: port, GIT_COMMIT: "$" + "{GIT_COMMIT}" });
    expect(inLast("EXPOSE")).toEqual([port]);
  });

  it("names its base image once, with the Node that the project is tested with", () => {
    const version: string = json("package-lock.json").packages["node_modules/node"].version;
    expect(instructions[0]).toEqual({ name: "ARG", text: `NODE_IMAGE=node:${version}-bookworm-slim` });
    for (const { instructions } of stages) expect(instructions[0]?.text).toMatch(/^\$\{NODE_IMAGE\}( AS \S+)?$/);
  });

  it("adds nothing from elsewhere, and copies only what is there", () => {
    expect(instructions.filter(({ name }) => name === "ADD")).toEqual([]);
    const known = ["package.json", "package-lock.json", "services/types", "services/chassis", `services/${service}`];
    for (const source of contextSources(instructions)) {
      expect(fs.existsSync(path.join(ROOT, source)), source).toBe(true);
      expect(isInContext(source), source).toBe(true);
      expect(known).toContain(source.replace(/(services\/[^/]+)\/package\.json$/, "$1"));
    }
    const from = instructions.flatMap(({ text }) => /^--from=(\S+)/.exec(text)?.[1] ?? []);
    expect(from.length).toBeGreaterThan(0);
    for (const name of from) expect(stages.map((stage) => stage.name)).toContain(name);
  });

  it("holds every file that the service loads, and npm's packages", () => {
    const sources = contextSources(stages.at(-1)?.instructions ?? []);
    const { files, packages } = loadedBy(service);
    expect(files.length).toBeGreaterThan(10);
    for (const file of [...files, "services/chassis/health-check.ts"]) {
      expect(
        sources.some((source) => file.startsWith(`${source}/`)),
        file,
      ).toBe(true);
      expect(isInContext(file), file).toBe(true);
    }
    const dependencies = {
      ...json(`services/${service}/package.json`).dependencies,
      ...json("services/chassis/package.json").dependencies,
    };
    // A package that is taken away before npm installs must not be loaded.
    const removed = instructions.flatMap(({ text }) =>
      [...text.matchAll(/ dependencies\.(\S+)/g)].map((match) => match[1]),
    );
    for (const name of packages) {
      expect(Object.keys(dependencies)).toContain(name);
      expect(removed).not.toContain(name);
    }
  });

  it("installs by the lock file and no development dependency into the image", () => {
    const installs = instructions.filter(({ text }) => /npm (ci|install|i)\b/.test(text));
    for (const { text } of installs) expect(text).toMatch(/npm ci .*--ignore-scripts.* --workspace services\/[a-z-]+$/);
    const [dependencies] = stages;
    expect(dependencies?.name).toBe("dependencies");
    expect(dependencies?.instructions.at(-1)?.text).toContain("npm ci --omit=dev");
    expect(inLast("RUN")).toEqual([]);
    expect(inLast("COPY")[0]).toBe("--from=dependencies /app/node_modules node_modules");
  });
});

it.each([
  "services/chassis/test/process.ts",
  "services/types/parse.test.ts",
  "node_modules/fastify/package.json",
  "index.ts",
  ".npmrc",
])("keeps %s out of every image", (file) => {
  expect(isInContext(file)).toBe(false);
});
