import { type Command, Option } from "commander";
import type { Against } from "./run.ts";

interface PreviewOptions {
  readonly state?: string;
  readonly lastState: boolean;
  readonly fromNothing: boolean;
  readonly markdown?: string;
}

/** `bin/canary preview`, `export-state` and `post-preview`: what a pull request would change, also without secrets. */
export function addPreviewCommands(canary: Command): void {
  addPreview(canary);

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

  canary
    .command("post-preview")
    .summary("In a workflow on GitHub: put previews on their pull request.")
    .description("Writes or replaces one comment a stack. A pull request that has moved on or is closed gets none.")
    .argument("<files...>", "what `preview --markdown` has written")
    .requiredOption("--head <owner:branch>", "branch of the pull request, as GitHub names it of the previewing run")
    .requiredOption("--sha <commit>", "the commit that was previewed")
    .action(async (files: string[], { head, sha }: { head: string; sha: string }) => {
      const { postPreviews } = await import("./post.ts");
      const number = await postPreviews({ files, head, sha });
      process.stdout.write(number ? `Written to #${number}.\n` : `No open pull request of ${head} is at ${sha}.\n`);
    })
    .addHelpText("after", "\nExit codes: 0 written or not wanted any more, 1 not, 2 wrong usage.");
}

function addPreview(canary: Command): void {
  const state = new Option("--state <file>", "against a state that `export-state` has written");
  const lastState = new Option("--last-state", "in a workflow on GitHub: against the state that was uploaded last");
  const fromNothing = new Option("--from-nothing", "as if the stack had never been deployed");
  canary
    .command("preview")
    .summary("Preview a stack with its diff and the policies.")
    .description(
      "Runs `bin/pulumi preview --diff` with the policy pack of policies/. Without an option it previews against the stack's own " +
        "state. With one of --state, --last-state and --from-nothing no secret is needed: the preview runs on a copy of the stack's " +
        "config, where secrets are placeholders, and touches neither the stack nor its state.",
    )
    .argument("<stack>", "name of the stack, of Pulumi.<stack>.yaml")
    .addOption(state.conflicts(["lastState", "fromNothing"]))
    .addOption(lastState.default(false).conflicts("fromNothing"))
    .addOption(fromNothing.default(false))
    .option("--markdown <file>", "write the result as a comment for a pull request")
    .action(async (stack: string, { markdown, ...options }: PreviewOptions) => {
      const { runPreview } = await import("./run.ts");
      process.exitCode = (await runPreview({ stack, against: againstWhat(options), markdown })) === 0 ? 0 : 1;
    })
    .addHelpText(
      "after",
      "\nExit codes: 0 previewed and no policy forbids it, 1 it failed or a policy forbids it, 2 wrong usage.",
    );
}

function againstWhat({ state, lastState, fromNothing }: Omit<PreviewOptions, "markdown">): Against {
  if (state !== undefined) return { kind: "exported state", file: state };
  if (lastState) return { kind: "uploaded state" };
  return { kind: fromNothing ? "nothing" : "own state" };
}
