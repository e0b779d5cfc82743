import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { Argument, Command, Option } from "commander";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "../cli.ts";
import { scriptFor } from "./script.ts";
import { completionTree } from "./tree.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];
const isThere = (shell: Shell) => spawnSync(shell, ["--version"]).error === undefined;

/** A small program, with all that makes trouble: values, short names, commands of commands, quotes and colons. */
function small(): Command {
  const bin = new Command("bin/trial");
  bin
    .command("go")
    .description("It's a way: go")
    .addArgument(new Argument("<where>").choices(["north", "south"]))
    .argument("[file]")
    .addOption(new Option("-s, --speed <speed>", "how fast").choices(["slow", "fast"]))
    .option("--out <file>", "where it's written")
    .option("--dry", "only say");
  const tag = bin.command("tag").description("Tags");
  tag.command("check").argument("<name>").option("--strict", "all of it");
  bin.command("secret", { hidden: true });
  return bin;
}

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "canary-completion-"));
  for (const shell of SHELLS) {
    fs.writeFileSync(path.join(folder, `trial.${shell}`), scriptFor(shell, small()));
    fs.writeFileSync(path.join(folder, `canary.${shell}`), scriptFor(shell, program()));
  }
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** What a shell offers for the last of the words. */
function offered(shell: Shell, name: "trial" | "canary", words: readonly string[]): string[] {
  const file = path.join(folder, `${name}.${shell}`);
  const all = [`bin/${name}`, ...words];
  const quote = (word: string) => `'${word}'`;
  const asked = {
    bash: `source ${file}; COMP_WORDS=(${all.map(quote).join(" ")}); COMP_CWORD=${words.length}; _${name}_complete; printf '%s\\n' "\${COMPREPLY[@]}"`,
    // Outside of a line editor: what its functions would be given.
    zsh: `compdef() { }; _describe() { print -rl -- \${(P)2%%:*} }; _files() { print -r FILES }; source ${file}; words=(${all.map(quote).join(" ")}); CURRENT=${all.length}; _${name}`,
    fish: `source ${file}; complete -C ${quote(all.join(" "))}`,
  }[shell];
  const flags = shell === "bash" ? ["--norc", "--noprofile"] : shell === "zsh" ? ["-f"] : ["--no-config"];
  const { stdout, stderr, status } = spawnSync(shell, [...flags, "-c", asked], { cwd: folder, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  const last = words.at(-1) ?? "";
  const lines = stdout.split("\n").map((line) => line.split("\t")[0] ?? "");
  // zsh leaves it to its line editor to choose those that begin so.
  return lines.filter((line) => line !== "" && (shell !== "zsh" || line.startsWith(last)));
}

describe.each(SHELLS)("in %s", (shell) => {
  it.skipIf(!isThere(shell)).each<[string, readonly string[], readonly string[]]>([
    ["commands, but none that is hidden", [""], ["go", "help", "tag"]],
    ["a command by its beginning", ["t"], ["tag"]],
    ["the values of an argument", ["go", ""], ["north", "south"]],
    ["a value by its beginning", ["go", "s"], ["south"]],
    ["an argument after an option that takes none", ["go", "--dry", "n"], ["north"]],
    ["an argument after an option with its value", ["go", "--speed", "slow", "n"], ["north"]],
    ["the values of an option", ["go", "--speed", ""], ["slow", "fast"]],
    ["the values of an option by its short name", ["go", "-s", "f"], ["fast"]],
    ["options of a command", ["go", "--d"], ["--dry"]],
    ["commands of a command", ["tag", ""], ["check", "help"]],
    ["options of a command of a command", ["tag", "check", "--s"], ["--strict"]],
  ])("%s", (_what, words, expected) => {
    expect(offered(shell, "trial", words).sort()).toEqual(expected.toSorted());
  });

  it.skipIf(!isThere(shell))("the real commands: environments, tracks, and what each takes", () => {
    expect(offered(shell, "canary", ["status", ""]).sort()).toEqual(["local", "production", "staging"]);
    expect(offered(shell, "canary", ["smoke", "local", "--track", "c"])).toEqual(["canary"]);
    expect(offered(shell, "canary", ["status", "local", "--w"])).toEqual(["--watch"]);
    expect(offered(shell, "canary", ["rep"]).sort()).toEqual(["replay", "report"]);
  });
});

it("bash takes a value after = as well", () => {
  expect(offered("bash", "trial", ["go", "--speed", "=", "f"])).toEqual(["fast"]);
  expect(offered("bash", "trial", ["go", "--speed", "="]).sort()).toEqual(["fast", "slow"]);
  expect(offered("bash", "trial", ["go", "--speed", "=", "fast", "n"])).toEqual(["north"]);
});

it("files are left to the shell: nothing of ours is offered where any value may stand", () => {
  expect(offered("bash", "trial", ["go", "--out", ""])).toEqual([]);
  expect(offered("bash", "trial", ["go", "north", ""])).toEqual([]);
});

it("has every command and option that the program shows, and follows what is added", () => {
  const paths = completionTree(program()).map(({ path: each }) => each);
  expect(paths).toEqual(expect.arrayContaining(["", "status", "report", "doctor", "tag validate", "completion"]));
  const more = small();
  more.command("new").option("--fresh", "it");
  expect(
    completionTree(more)
      .find(({ path: each }) => each === "new")
      ?.options.map(({ name }) => name),
  ).toContain("--fresh");
});
