import fs from "node:fs";
import { Argument, InvalidArgumentError, Option } from "commander";
import { ROOT } from "./root.ts";

/** The environments that the repository brings. */
export const ENVIRONMENTS = ["local", "staging", "production"] as const;

/** Where a release runs: its stack has this name, and its config is in Pulumi.<name>.yaml. */
export type Environment = string;

const WHOSE_STACK = "whose stack: local, staging, production, or any that has a file Pulumi.<name>.yaml";

export function environmentArgument(flags: "<environment>" | "[environment]"): Argument {
  const argument = new Argument(flags, WHOSE_STACK).argParser(environmentNamed);
  return flags === "[environment]" ? argument.default("local") : argument;
}

export function environmentOption(): Option {
  return new Option("--environment <name>", WHOSE_STACK).argParser(environmentNamed).default("local");
}

/** @throws InvalidArgumentError where no file holds the config of such a stack */
function environmentNamed(name: string): Environment {
  const here = fs.readdirSync(ROOT).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  if (here.includes(name)) return name;
  throw new InvalidArgumentError(`There is no Pulumi.${name}.yaml; stacks with a file here are ${here.join(", ")}.`);
}

/** What stands before a variable's name where it is for one environment only. */
const PREFIXES: Readonly<Record<Environment, readonly string[]>> = { staging: ["STAGING_"], production: ["PROD_"] };

/** The variables that can name something in an environment, the most specific one first. */
export function variablesOf(environment: Environment, name: string): readonly string[] {
  return [...(PREFIXES[environment] ?? []), ""].map((prefix) => `${prefix}${name}`);
}
