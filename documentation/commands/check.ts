import fs from "node:fs";
import path from "node:path";
import { SUITES } from "../../release/test/suites.ts";
import type { Project } from "../project.ts";
import type { SimpleCommand } from "../shell/parse.ts";
import { UNKNOWN } from "../shell/scanner.ts";
import { complaintOf } from "./commander.ts";
import { type Findings, NOTHING, problem, together, unchecked } from "./finding.ts";
import { checkByHelp } from "./help.ts";
import { OWN_COMMAND_LINES } from "./own.ts";
import { PROGRAMS } from "./programs.ts";

/** Whether a command exists and takes what it is given. Commands of documents are typed in the project's root. */
export function checkCommand({ words, line }: SimpleCommand, project: Project): Findings {
  const [name, ...args] = words.map(({ text }) => text) as [string, ...string[]];
  return checkProgram(name, args, line, project);
}

function checkProgram(name: string, args: readonly string[], line: number, project: Project): Findings {
  if (name.includes(UNKNOWN)) return problem(line, "which program it is must be written out");
  if (name.includes("/")) return checkFile(path.normalize(name), args, line, project);
  if (name === "pulumi") return checkFile("bin/pulumi", args, line, project);
  if (name === "npx") return checkNpx(args, line, project);
  if (name === "bash" || name === "sh" || name === ".") return checkScript(name, args, line, project);
  const program = Object.hasOwn(PROGRAMS, name) ? PROGRAMS[name] : undefined;
  if (program === undefined) {
    return problem(line, `${name} is none of the programs that documents may use (documentation/commands/programs.ts)`);
  }
  switch (program.kind) {
    case "builtin":
      return NOTHING;
    case "prefix":
      return checkRest(args, line, project);
    case "program":
      if (name === "node") return checkNode(args, line, project);
      return together([
        checkByHelp(name, program, args, line),
        name === "npm" ? checkNpmScript(args, line, project) : NOTHING,
      ]);
  }
}

/** The command after a prefix. */
function checkRest(args: readonly string[], line: number, project: Project): Findings {
  const [name, ...rest] = args.slice(args.findIndex((arg) => !/^-|^\w+=/.test(arg)));
  return name === undefined || name.startsWith("-") ? NOTHING : checkProgram(name, rest, line, project);
}

function checkFile(file: string, args: readonly string[], line: number, project: Project): Findings {
  const missing = complaintAboutFile(file, project, { executable: true });
  if (missing !== undefined) return problem(line, missing);
  const [runs, ...before] = whatRuns(file, project);
  return checkArguments(runs, [...before, ...args], line, project);
}

/** A script that only hands its arguments on to bin/canary is that command. */
function whatRuns(file: string, { root }: Project): [string, ...string[]] {
  if (!file.endsWith(".sh")) return [file];
  const found = /\/bin\/canary" ([\w ]+) "\$@"/.exec(fs.readFileSync(path.join(root, file), "utf8"));
  return found === null ? [file] : ["bin/canary", ...found[1]!.split(" ")];
}

function checkArguments(file: string, args: readonly string[], line: number, project: Project): Findings {
  const commandLine = Object.hasOwn(OWN_COMMAND_LINES, file) ? OWN_COMMAND_LINES[file] : undefined;
  if (commandLine === undefined && file.endsWith(".sh")) return checkScriptFlags(file, args, line, project);
  if (commandLine === undefined) {
    return args.length === 0
      ? NOTHING
      : unchecked(line, [file, ...args].join(" "), `${file} has no parser of arguments to ask`);
  }
  const engine = file === "bin/pulumi" ? takeEngine(args) : { args };
  if ("complaint" in engine) return problem(line, engine.complaint);
  const complaint = complaintOf(commandLine(), engine.args);
  if (complaint !== undefined) return problem(line, `${file} refuses it: ${complaint}`);
  return file === "bin/canary" && args[0] === "test" ? checkVitest(args.slice(1), line, project) : NOTHING;
}

/** A shell script of this project takes a flag where one of its `case` labels says so. */
function checkScriptFlags(file: string, args: readonly string[], line: number, { root }: Project): Findings {
  const script = fs.readFileSync(path.join(root, file), "utf8");
  const labels = [...script.matchAll(/^\s*([-\w |]+)\)/gm)].flatMap(([, label = ""]) => label.split("|"));
  const known = labels.map((label) => label.trim());
  const strangers = args.filter((arg) => arg.startsWith("-") && !known.includes(arg.split("=", 1)[0] ?? ""));
  return together(
    strangers.map((flag) => problem(line, `${file} has no flag ${flag}: none of its case labels is that`)),
  );
}

/** bin/pulumi reads `--engine` itself. */
function takeEngine(args: readonly string[]): { readonly args: readonly string[] } | { readonly complaint: string } {
  const rest: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index]!;
    if (arg !== "--engine" && !arg.startsWith("--engine=")) {
      rest.push(arg);
      continue;
    }
    const value = arg === "--engine" ? args[++index] : arg.slice("--engine=".length);
    if (value !== "embedded" && value !== "cli" && value !== UNKNOWN) {
      return { complaint: `bin/pulumi refuses it: --engine is ${value ?? "without a value"}; allowed: embedded, cli` };
    }
  }
  return { args: rest };
}

/** `bin/canary test` hands on to vitest, after a flag of its own: vitest's flags, and parts of the paths of test files. */
function checkVitest(given: readonly string[], line: number, { root, files }: Project): Findings {
  const suites = Object.entries(SUITES);
  const [, suite] = suites.find(([name]) => given[0] === `--${name}`) ?? [];
  const args = suite ? given.slice(1) : given;
  const suiteOf = (file: string) => suites.map(([, each]) => each).find(({ folder }) => file.startsWith(`${folder}/`));
  const tests = [...files].filter((file) => /\.test\.tsx?$/.test(file) && suiteOf(file) === suite);
  const strangers = args.filter(
    (arg, index) =>
      !arg.startsWith("-") &&
      !args[index - 1]?.startsWith("-") &&
      !arg.includes(UNKNOWN) &&
      !tests.some((test) => test.includes(arg)),
  );
  const flags = checkByHelp(path.join(root, "node_modules/.bin/vitest"), { kind: "program" }, args, line);
  return together([flags, ...strangers.map((arg) => problem(line, `no test file has ${arg} in its path`))]);
}

function checkNode(args: readonly string[], line: number, project: Project): Findings {
  const at = args.findIndex((arg) => !arg.startsWith("-"));
  const flags = checkByHelp("node", { kind: "program" }, at === -1 ? args : args.slice(0, at), line);
  if (at === -1) return flags;
  const file = path.normalize(args[at]!);
  const missing = complaintAboutFile(file, project, { executable: false });
  return together([
    flags,
    missing === undefined ? checkArguments(file, args.slice(at + 1), line, project) : problem(line, missing),
  ]);
}

/** Only what npm has installed here: npx would otherwise fetch a program of that name from anywhere. */
function checkNpx(args: readonly string[], line: number, project: Project): Findings {
  const at = args.findIndex((arg) => !arg.startsWith("-"));
  const name = args[at];
  if (name === undefined) return problem(line, "npx without a program");
  if (!fs.existsSync(path.join(project.root, "node_modules/.bin", name))) {
    return problem(line, `npx ${name}: no dependency of this project brings ${name}`);
  }
  const rest = args.slice(at + 1);
  if (Object.hasOwn(PROGRAMS, name)) return checkProgram(name, rest, line, project);
  return checkByHelp(path.join(project.root, "node_modules/.bin", name), { kind: "program" }, rest, line);
}

function checkScript(shell: string, args: readonly string[], line: number, project: Project): Findings {
  const [file, ...rest] = args;
  if (file === undefined || file.startsWith("-")) return problem(line, `${shell} must be given a file of this project`);
  const missing = complaintAboutFile(path.normalize(file), project, { executable: false });
  if (missing !== undefined) return problem(line, missing);
  const [runs, ...before] = whatRuns(path.normalize(file), project);
  return checkArguments(runs, [...before, ...rest], line, project);
}

/** `npm run x`, `npm test`: the script must be in the package.json of the root or of the workspace that is named. */
function checkNpmScript(args: readonly string[], line: number, { root, files }: Project): Findings {
  const [command, second] = args;
  const script = command === "run" ? second : command === "test" || command === "start" ? command : undefined;
  if (script === undefined || script.includes(UNKNOWN)) return NOTHING;
  const at = args.findIndex((arg) => arg === "-w" || arg === "--workspace");
  const file = path.join(at === -1 ? "" : (args[at + 1] ?? ""), "package.json");
  if (!files.has(file)) return problem(line, `${file} is no file of this project`);
  const { scripts = {} } = JSON.parse(fs.readFileSync(path.join(root, file), "utf8")) as { scripts?: object };
  return Object.hasOwn(scripts, script) ? NOTHING : problem(line, `${file} has no script ${script}`);
}

function complaintAboutFile(file: string, { root, files }: Project, must: { executable: boolean }): string | undefined {
  if (file.includes(UNKNOWN)) return "which file it is must be written out";
  if (!files.has(file)) return `${file} is no file of this project`;
  if (must.executable && (fs.statSync(path.join(root, file)).mode & 0o111) === 0) return `${file} is not executable`;
  return undefined;
}
