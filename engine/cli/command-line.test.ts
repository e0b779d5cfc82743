import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createProgram, runCommandLine } from "./command-line.ts";
import { withPlainSwitches } from "./switches.ts";
import { processTerminal } from "./terminal.ts";
import { COMMANDS_OF_THE_CLI_ALONE, FLAGS_OF_THE_CLI } from "./testing/cli-3.260.ts";

/** What is implemented of the flags of the CLI; every other is refused. */
const DEPLOYMENT =
  "client= config= config-file= config-path diff event-log= exclude= exec-agent= exec-kind= json message= parallel= " +
  "show-sames skip-config-validation skip-plugin-pre-install stack= suppress-outputs suppress-permalink= " +
  "suppress-progress target= target-dependents";
const UPDATE =
  "exclude-dependents expect-no-changes policy-pack= policy-pack-config= refresh= replace= target-replace=";
const IMPLEMENTED: Readonly<Record<string, string>> = {
  "": "color= cwd= non-interactive",
  preview: `${DEPLOYMENT} ${UPDATE}`,
  up: `${DEPLOYMENT} ${UPDATE} skip-preview yes`,
  refresh: `${DEPLOYMENT} clear-pending-creates exclude-dependents expect-no-changes preview-only skip-preview yes`,
  destroy: `${DEPLOYMENT} continue-on-error exclude-protected preview-only refresh= remove skip-preview yes`,
  stack: "show-ids show-name show-secrets show-urns stack=",
  "stack export": "file= show-secrets stack=",
  "stack history": "full-dates json output= page= page-size= show-secrets stack=",
  "stack import": "file= force stack=",
  "stack list": "all json output= project= tag=",
  "stack new": "no-select secrets-provider= stack=",
  "stack output": "json show-secrets stack=",
  "stack remove": "force preserve-config remove-backups stack= yes",
  "stack select": "create secrets-provider= stack=",
  "stack tag": "stack=",
  "stack tag list": "json output=",
  "state protect": "all stack= yes",
  "state unprotect": "all stack= yes",
  config: "config-file= json show-secrets stack=",
  "config get": "json path",
  "config remove": "path",
  "config remove-all": "path",
  "config set": "path plaintext raw secret",
  "config set-all": "json= path plaintext= secret=",
  cancel: "stack= yes",
  whoami: "json output= verbose",
};

/** Arguments without which a command is not understood. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  "stack tag": ["list"],
  "stack tag get": ["name"],
  "stack tag remove": ["name"],
  "stack tag set": ["name", "value"],
  "config get": ["key"],
  "config remove": ["key"],
  "config remove-all": ["key"],
  "config set": ["key", "value"],
};

const VALUES: Readonly<Record<string, string>> = {
  color: "never",
  output: "json",
  page: "1",
  "page-size": "1",
  parallel: "2",
  refresh: "true",
  "secrets-provider": "passphrase",
  "suppress-permalink": "true",
};

function flagsOf(list: string | undefined): string[] {
  return (list ?? "").split(" ").filter((flag) => flag !== "");
}

class Understood extends Error {}

/** Reads a command line and does nothing of what it says. @throws Error of the parser for what it does not understand */
async function read(args: readonly string[]): Promise<void> {
  const program = createProgram(() => processTerminal(true));
  program.hook("preAction", () => {
    throw new Understood();
  });
  await program.parseAsync(withPlainSwitches(program, args), { from: "user" });
}

const told = { text: "" };
beforeEach(() => {
  told.text = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    told.text += String(text);
    return true;
  });
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const cases = Object.entries(FLAGS_OF_THE_CLI).flatMap(([command, flags]) =>
  flagsOf(flags).map((flag) => {
    const implemented = flagsOf(IMPLEMENTED[command]).includes(flag);
    const name = flag.replace("=", "");
    const value = flag.endsWith("=") ? `=${VALUES[name] ?? "x"}` : "";
    return { command, flag: `--${name}`, argument: `--${name}${value}`, implemented };
  }),
);

function lineOf(command: string, argument: string): string[] {
  // The flags of all commands are understood by one that does nothing.
  const words = (command === "" ? "version" : command).split(" ");
  return [...words, argument, ...(ARGUMENTS[command] ?? [])];
}

describe("of the flags of Pulumi 3.260", () => {
  it.each(cases.filter(({ implemented }) => implemented))(
    "pulumi $command $argument is understood",
    async ({ command, argument }) => {
      await expect(read(lineOf(command, argument))).rejects.toThrow(Understood);
    },
  );

  it.each(cases.filter(({ implemented }) => !implemented))(
    "pulumi $command $argument is refused by name",
    async ({ command, flag, argument }) => {
      expect(await runCommandLine(lineOf(command, argument))).toBe(1);
      expect(told.text).toBe(`error: unknown flag: ${flag} (the embedded engine does not support it)\n`);
    },
  );

  it("none is called implemented that the CLI does not have", () => {
    for (const [command, flags] of Object.entries(IMPLEMENTED)) {
      expect(flagsOf(FLAGS_OF_THE_CLI[command]), command).toEqual(expect.arrayContaining(flagsOf(flags)));
    }
  });

  it.each([
    ["up", "-s x -c a=b -m text -p 2 -j -t urn -r -y -f"],
    ["preview", "-s x -x urn -r -j"],
    ["refresh", "-x urn -yf"],
    ["destroy", "-x urn -yf -r"],
    ["stack ls", "-a -p x -t tag -j"],
    ["config", "-s x -j"],
    ["cancel", "-s x -y"],
  ])("pulumi %s %s are their short forms", async (command, flags) => {
    await expect(read(`${command} ${flags}`.split(" "))).rejects.toThrow(Understood);
  });

  it.each([
    ["up -d", "-d"],
    ["up -x urn", "-x"],
    ["-Q version", "-Q"],
    ["preview -y", "-y"],
  ])("pulumi %s is refused", async (line, flag) => {
    expect(await runCommandLine(line.split(" "))).toBe(1);
    expect(told.text).toContain(`unknown flag: ${flag} `);
  });
});

describe("of the commands of Pulumi 3.260", () => {
  it.each(COMMANDS_OF_THE_CLI_ALONE)("pulumi %s is refused by name", async (line) => {
    const [word, group] = line.split(" ").toReversed();
    expect(await runCommandLine(line.split(" "))).toBe(1);
    const named = group === undefined ? `"${word}"` : `"${word}" for "pulumi ${group}"`;
    expect(told.text).toBe(`error: unknown command ${named} (the embedded engine does not support it)\n`);
  });

  it.each([
    "pre",
    "update",
    "down",
    "dn",
    "stack ls",
    "stack init",
    "stack create",
    "stack setup",
    "stack rm",
    "stack delete",
    "stack hist",
    "stack tag ls",
    "stack tag rm name",
    "stack tag delete name",
    "stack --stack x tag ls",
    "config rm key",
    "config delete key",
    "config rm-all key",
    "config delete-all key",
  ])("pulumi %s is another name of one", async (line) => {
    await expect(read(line.split(" "))).rejects.toThrow(Understood);
  });

  it.each([
    ["up https://example.com/template", "up"],
    ["login a b", "login"],
  ])("pulumi %s has an argument too many", async (line, command) => {
    expect(await runCommandLine(line.split(" "))).toBe(1);
    expect(told.text).toMatch(new RegExp(`error: .*${command}`));
  });
});
