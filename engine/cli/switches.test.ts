import { Command } from "commander";
import { expect, it } from "vitest";
import { withPlainSwitches } from "./switches.ts";

const program = new Command("pulumi").option("-C, --cwd <folder>").option("--non-interactive");
program.command("up").alias("update").option("-y, --yes").option("-m, --message <text>");
program.command("stack").command("rm").option("-y, --yes").option("--stack <name>");

it.each([
  ["up --yes=true", "up --yes"],
  ["update --yes=1 --message a=b", "update --yes --message a=b"],
  ["up --yes=false --message=true", "up --message=true"],
  ["up --message --yes=true", "up --message --yes=true"],
  ["--cwd up --non-interactive=F stack rm --yes=T up", "--cwd up stack rm --yes up"],
  ["up --yes=perhaps --other=true", "up --yes=perhaps --other=true"],
  ["up -- --yes=true", "up -- --yes=true"],
])("%s", (line, plain) => {
  expect(withPlainSwitches(program, line.split(" "))).toEqual(plain.split(" "));
});
