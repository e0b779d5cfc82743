import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { checkDocuments, readDocuments } from "./check.ts";
import { parseDocument } from "./markdown/document.ts";
import { describeProblem } from "./problem.ts";
import { readProject } from "./project.ts";

const project = readProject(path.resolve(import.meta.dirname, ".."));

/** What is found in a document with one fence at line 3; its first line of text is line 4. */
function problemsIn(language: string, text: string): string[] {
  return problemsOf(`# Made up\n\n\`\`\`${language}\n${text}\n\`\`\`\n`);
}

function problemsOf(source: string): string[] {
  const file = "docs/MADE_UP.md";
  return checkDocuments(new Map([[file, parseDocument(file, source)]]), project).problems.map(describeProblem);
}

describe("this project's documents", () => {
  const { problems, unchecked } = checkDocuments(readDocuments(project), project);

  it("say nothing that does not hold", () => {
    // What could not be looked at whole is said, whatever else there is.
    const lines = unchecked.map(({ file, line, command, why }) => `${file}:${line}: not checked: ${command} (${why})`);
    if (lines.length > 0) console.info(lines.join("\n"));
    expect(problems.map(describeProblem)).toEqual([]);
  });
});

it.each([...project.files].filter((file) => file.startsWith("scripts/") && file.endsWith(".sh")))(
  "bash can read %s",
  (file) => {
    const { status, stderr } = spawnSync("bash", ["-n", path.join(project.root, file)], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  },
);

describe("commands that exist are found to", () => {
  it.each([
    "bin/canary demo --json <file>  # all",
    "bin/canary tag validate v<version>-frontend --image-version=$VERSION",
    "bin/canary slo staging 10 --track canary && bin/canary slo <environment> <minutes>",
    "bin/canary test gates -t 'a name'",
    "PULUMI_BACKEND_URL=file:///tmp/x ./bin/pulumi --engine embedded up -s local --yes",
    "pulumi config set canaryPercent 10 -s local | cat",
    "echo $(bin/pulumi stack output proxyUrl -s local)",
    "scripts/release_smoke.sh staging; scripts/release_metrics_gate.sh production <minutes>",
    "npx node lab/load/main.ts --url http://127.0.0.1:3000 --rate 40 &",
    "npx --no-install biome check .",
    "curl --silent --show-error --retry-connrefused http://127.0.0.1:3000/",
    "git push --atomic origin --no-verify && git log --oneline",
    "npm run check && npm ci --ignore-scripts && npm run build -w services/frontend",
    "until promtool query instant http://127.0.0.1:9090 up; do sleep 1; done",
    "kubectl rollout status deployment/kong --timeout=60s --namespace kong",
    "export A=b; cd somewhere; kill %1",
  ])("%s", (command) => {
    expect(problemsIn("sh", command)).toEqual([]);
  });
});

describe("what does not hold is found, by file and line", () => {
  it.each([
    ["an unknown command of ours", "bin/canary frobnicate", "unknown command 'frobnicate'"],
    ["an unknown flag of ours", "bin/canary demo --jsn x", "unknown option '--jsn'"],
    ["too many arguments", "bin/canary smoke local more", "too many arguments"],
    ["too few arguments", "bin/canary tag notes", "missing required argument 'tag'"],
    ["a value that is not allowed", "bin/canary slo local many", "number of minutes"],
    ["a command without its subcommand", "bin/pulumi", "a command is missing"],
    ["a flag of the engine", "bin/pulumi up --frobnicate", "unknown option '--frobnicate'"],
    ["an engine that is not there", "bin/pulumi --engine other up", "--engine is other"],
    ["a subcommand of the engine", "pulumi stack frobnicate", "frobnicate"],
    ["an argument of a script", "scripts/release_smoke.sh moon", "moon"],
    ["a flag of a script", "scripts/build_image.sh frontend --sve x.tar", "has no flag --sve"],
    ["a file that is not there", "scripts/release.sh", "scripts/release.sh is no file"],
    ["a file that cannot be run", "./README.md", "README.md is not executable"],
    [
      "a flag of a file of ours",
      "node lab/load/main.ts --url http://127.0.0.1:1 --speed 1",
      "unknown option '--speed'",
    ],
    ["a needed flag that is missing", "npx node lab/load/main.ts", "required option '--url"],
    ["a program to start that is not there", "node lab/load.ts", "lab/load.ts is no file"],
    ["an unknown program", "frobnicate it", "frobnicate is none of the programs"],
    ["a program in a substitution", "X=$(frobnicate)", "frobnicate is none"],
    ["a program behind others", "true && sudo frobnicate", "frobnicate is none"],
    ["a program that npx would fetch", "npx cowsay hello", "no dependency of this project brings cowsay"],
    ["a program in a variable", "$TOOL up", "which program it is"],
    ["a subcommand of a program", "git frobnicate", "`git frobnicate` is no command"],
    ["a flag of git", "git tag --frobnicate", "`git tag` has no flag --frobnicate"],
    ["a flag of curl", "curl --frobnicate http://127.0.0.1", "`curl` has no flag --frobnicate"],
    ["a flag of promtool", "promtool check rules --frobnicate x", "has no flag --frobnicate"],
    ["a script of npm", "npm run frobnicate", "package.json has no script frobnicate"],
    ["a flag of vitest", "bin/canary test --frobnicate", "has no flag --frobnicate"],
    ["a test that is not there", "bin/canary test frobnicate", "no test file has frobnicate in its path"],
    ["shell that nobody looks into", "echo `frobnicate`", "backticks is not understood"],
    ["shell that bash cannot read", "if true; then", "bash cannot read it"],
  ])("%s", (_what, command, message) => {
    const problems = problemsIn("sh", `true\n${command}`);
    expect(problems).toEqual([expect.stringContaining(message)]);
    expect(problems[0]).toMatch(/^docs\/MADE_UP\.md:[56]: /);
  });

  it.each([
    ["PromQL", "promql", "sum by (x) rate(", "promtool refuses it"],
    ["YAML", "yaml", "a: [", "it is no YAML"],
    ["config", "yaml", "config:\n  canary-release:canaryPercent: 33", "CFG"],
    ["a key of config", "yaml", "config:\n  canary-release:canaryPercnt: 10", "canaryPercnt"],
    ["JSON", "json", "{", "it is no JSON"],
    ["a diagram", "mermaid", "flowchrt TD", "it is no diagram of Mermaid"],
    ["a semicolon in a message", "mermaid", "sequenceDiagram\n  A->>B: a; b", "it is no diagram of Mermaid"],
    ["TypeScript", "ts", "const = 1", "it is no TypeScript"],
    ["a fence without language", "", "x", "a fence must name its language"],
    ["a language that is not checked", "bash", "x", "the language bash is not known"],
    ["a mark", "sh runs", "true", '"sh runs" is not understood'],
    ["a mark where none is", "json run", "{}", '"json run" is not understood'],
  ])("%s", (_what, language, text, message) => {
    expect(problemsIn(language, text)).toEqual([expect.stringMatching(/^docs\/MADE_UP\.md:3: /)]);
    expect(problemsIn(language, text)[0]).toContain(message);
  });

  it("an indented code block", () => {
    expect(problemsOf("text\n\n    code\n")).toEqual([
      "docs/MADE_UP.md:3: an indented code block has no language; use a fence",
    ]);
  });

  it("takes what is right in the other languages", () => {
    expect(problemsIn("promql", 'sum by (revision) (rate(x{revision="<revision>"}[5m]))')).toEqual([]);
    expect(problemsIn("yaml", "config:\n  canary-release:gateway: {propagationSeconds: 2}\n  other:x: 1")).toEqual([]);
    expect(problemsIn("mermaid", "%% comment\nstateDiagram-v2\n  a --> b")).toEqual([]);
    expect(problemsIn("ts", "const a: number = 1;")).toEqual([]);
  });
});

describe("links", () => {
  it("are alive when file and heading are there", () => {
    const links = [
      "#made-up",
      "ARCHITECTURE.md",
      "../README.md?plain=1",
      "/docs/",
      "..",
      "https://example.org/x#y",
      "../index.ts#L1-L3",
    ];
    expect(problemsOf(`# Made up\n\n${links.map((link) => `[a](${link})`).join("\n")}\n`)).toEqual([]);
  });

  it.each(["nowhere.md", "#nowhere", "../README.md/x", "../index.ts#main", "/services/frontend/dist"])(
    "to %s are dead",
    (target) => {
      expect(problemsOf(`# Made up\n\ntext ![a](${target})\n`)).toEqual([
        expect.stringMatching(/^docs\/MADE_UP\.md:3: the link to .* is dead/),
      ]);
    },
  );
});

it("lists what it could not look at whole", () => {
  const file = "docs/MADE_UP.md";
  const source = "```sh\nnode lab/llm/main.ts --fast\n```\n";
  const { problems, unchecked } = checkDocuments(new Map([[file, parseDocument(file, source)]]), project);
  const why = "lab/llm/main.ts has no parser of arguments to ask";
  expect({ problems, unchecked }).toEqual({
    problems: [],
    unchecked: [{ file, line: 2, command: "lab/llm/main.ts --fast", why }],
  });
});
