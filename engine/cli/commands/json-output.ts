import { type Command, Option } from "commander";

/** Adds `--json` and the CLI's newer way to say the same, `--output json`. Either sets the option `json`. */
export function withJson(command: Command): Command {
  return command
    .option("-j, --json", "emit output as JSON")
    .addOption(new Option("--output <format>", "json, or default").choices(["default", "json"]))
    .on("option:output", (format: string) => {
      command.setOptionValue("json", format === "json");
    });
}
