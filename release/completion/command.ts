import { Argument, type Command } from "commander";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

/** `bin/canary completion`: commands, options and their values for a shell, from the program's own tree of commands. */
export function addCompletionCommand(canary: Command): void {
  canary
    .command("completion")
    .summary("Print the completion of this command for a shell.")
    .description(
      "Prints a script that completes commands, options and the values they may have. It is made of what the commands say of " +
        "themselves: a shell that reads it at its start is never behind. For one session: source <(bin/canary completion bash), " +
        "the same with zsh, or bin/canary completion fish | source.",
    )
    .addArgument(new Argument("<shell>", "whose script").choices(SHELLS))
    .action(async (shell: Shell) => {
      const { scriptFor } = await import("./script.ts");
      process.stdout.write(scriptFor(shell, canary));
    })
    .addHelpText("after", "\nExit codes: 0 printed, 2 wrong usage.");
}
