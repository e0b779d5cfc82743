import { type Command, Option } from "commander";
import type { Against } from "./run.ts";

interface PreviewOptions {
  readonly state?: string;
  readonly fromNothing: boolean;
  readonly markdown?: string;
}

/** `bin/canary preview` and `export-state`: what a pull request would change, also without the stack's secrets. */
export function addPreviewCommands(canary: Command): void {
  canary
    .command("preview")
    .summary("Preview a stack with its diff and the policies.")
    .description(
      "Runs `bin/pulumi preview --diff` with the policy pack of policies/. Without an option it previews against the stack's own " +
        "state. With --state or --from-nothing no secret is needed: the preview runs on a copy of the stack's config, where secrets " +
        "are placeholders, and touches neither the stack nor its state.",
    )
    .argument("<stack>", "name of the stack, of Pulumi.<stack>.yaml")
    .addOption(
      new Option("--state <file>", "preview against a state that `export-state` has written").conflicts("fromNothing"),
    )
    .option("--from-nothing", "preview as if the stack had never been deployed", false)
    .option("--markdown <file>", "write the result as a comment for a pull request")
    .action(async (stack: string, { state, fromNothing, markdown }: PreviewOptions) => {
      const { runPreview } = await import("./run.ts");
      const against: Against =
        state !== undefined ? { kind: "exported state", file: state } : { kind: fromNothing ? "nothing" : "own state" };
      process.exitCode = (await runPreview({ stack, against, markdown })) === 0 ? 0 : 1;
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 previewed and no policy forbids it, 1 it failed or a policy forbids it, 2 wrong usage.",
    );

  canary
    .command("export-state")
    .summary("Write a stack's state without its secrets, for previews elsewhere.")
    .description(
      "Exports the stack's deployment and puts a placeholder for every secret in it. Whoever has the file can preview against it " +
        "(`preview --state`) and learns nothing that Pulumi keeps secret.",
    )
    .argument("<stack>", "name of the stack")
    .argument("<file>", "where to write it")
    .action(async (stack: string, file: string) => {
      const { exportState } = await import("./run.ts");
      await exportState(stack, file);
    })
    .addHelpText("after", "\nExit codes: 0 written, 1 not, 2 wrong usage.");
}
