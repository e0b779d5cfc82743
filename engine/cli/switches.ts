import type { Command, Option } from "commander";

/**
 * The arguments with `--switch=true` and `--switch=false`, which Pulumi's CLI takes and our parser does not, in the
 * form that both take: the switch alone, or nothing.
 */
export function withPlainSwitches(program: Command, args: readonly string[]): string[] {
  const plain: string[] = [];
  let command = program;
  let mayDescend = true;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? "";
    if (argument === "--") {
      return [...plain, ...args.slice(index)];
    }
    if (!argument.startsWith("-")) {
      const below: Command | undefined = mayDescend
        ? command.commands.find((child) => child.name() === argument || child.aliases().includes(argument))
        : undefined;
      mayDescend = below !== undefined;
      command = below ?? command;
      plain.push(argument);
      continue;
    }
    const { name, value } = /^(?<name>--[^=]+)=(?<value>.*)$/s.exec(argument)?.groups ?? { name: argument };
    const option = command.options.find(({ long, short }) => long === name || short === name);
    if (option !== undefined && takesNoValue(option) && value !== undefined && isSwitchValue(value)) {
      if (isOn(value)) {
        plain.push(String(name));
      }
      continue;
    }
    plain.push(argument);
    if (option?.required === true && value === undefined && index + 1 < args.length) {
      plain.push(args[++index] ?? "");
    }
  }
  return plain;
}

function takesNoValue({ required, optional }: Option): boolean {
  return !required && !optional;
}

function isSwitchValue(value: string): boolean {
  return /^(1|0|t|f|true|false)$/i.test(value);
}

function isOn(value: string): boolean {
  return /^(1|t|true)$/i.test(value);
}
