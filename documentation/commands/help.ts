import { spawnSync } from "node:child_process";
import { UNKNOWN } from "../shell/scanner.ts";
import { type Findings, NOTHING, problem, together, unchecked } from "./finding.ts";
import type { Program } from "./programs.ts";

type ProgramWithHelp = Extract<Program, { readonly kind: "program" }>;

/** Looks for a program's subcommand and long flags in its own help, where the program is on this machine. */
export function checkByHelp(name: string, program: ProgramWithHelp, args: readonly string[], line: number): Findings {
  const subcommand = subcommandOf(program, args);
  const flags = longFlags(args);
  if (subcommand.includes(UNKNOWN)) return problem(line, `which command of ${name} it is must be written out`);
  if (flags.length === 0 && subcommand.length === 0) return NOTHING;
  const asTyped = [name, ...subcommand].join(" ");
  const help = helpOf(name, program.help?.(subcommand) ?? [...subcommand, "--help"]);
  if (help === undefined) return unchecked(line, [asTyped, ...flags].join(" "), `${name} is not installed`);
  if (subcommand.length > 0 && !help.replaceAll(/\s+/g, " ").includes(asTyped)) {
    return problem(line, `\`${asTyped}\` is no command: its help does not mention it`);
  }
  const told = flagsIn(help + (program.globalHelp ? (helpOf(name, program.globalHelp) ?? "") : ""));
  for (const flag of program.untold?.[subcommand.join(" ")] ?? []) told.add(flag);
  const unknown = flags.filter((flag) => !told.has(flag));
  return together(
    unknown.map((flag) => problem(line, `\`${asTyped}\` has no flag ${flag}: its help does not tell it`)),
  );
}

function subcommandOf({ words }: ProgramWithHelp, args: readonly string[]): readonly string[] {
  if (words === undefined) return [];
  // Flags before a subcommand may have values: documents put flags behind.
  const [first, second] = args;
  if (first === undefined || first.startsWith("-")) return [];
  return words(first) === 1 || second === undefined || second.startsWith("-") ? [first] : [first, second];
}

/** Long flags up to `--`, without values. */
function longFlags(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args
    .slice(0, end === -1 ? args.length : end)
    .filter((arg) => /^--[a-z]/i.test(arg))
    .map((arg) => arg.replace(/=.*$/s, ""));
}

/** Every long flag that a text mentions; `--[no-]x` stands for two. */
export function flagsIn(help: string): Set<string> {
  const flags = new Set<string>();
  for (const [, negatable, name] of help.matchAll(/--(\[no-\])?([a-z\d][\w-]*)/gi)) {
    flags.add(`--${name}`);
    if (negatable !== undefined) flags.add(`--no-${name}`);
  }
  return flags;
}

const asked = new Map<string, string | undefined>();

/** What a program says of itself; undefined where it is not installed. */
function helpOf(name: string, args: readonly string[]): string | undefined {
  const key = [name, ...args].join(" ");
  if (!asked.has(key)) {
    const { error, stdout, stderr } = spawnSync(name, args, {
      encoding: "utf8",
      timeout: 60_000,
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (error !== undefined && !("code" in error && error.code === "ENOENT")) throw error;
    asked.set(key, error === undefined ? `${stdout}\n${stderr}` : undefined);
  }
  return asked.get(key);
}
