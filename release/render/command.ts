import type { Command } from "commander";

/** `bin/canary render`: what a stack makes on a cluster, without the cluster. */
export function addRenderCommand(canary: Command): void {
  canary
    .command("render")
    .summary("Write the manifests of everything that a stack makes on Kubernetes, without a cluster.")
    .description(
      "Runs the program against an engine that only writes down what is asked of it, and writes the objects of Kubernetes as YAML, for " +
        "review. It contacts nothing and changes nothing. Secrets are placeholders; names that Pulumi completes with digits are without them; " +
        "what is known only once it runs says so.",
    )
    .requiredOption("-s, --stack <name>", "name of the stack, of Pulumi.<name>.yaml")
    .option(
      "--out <folder>",
      "write one file for each object there, in place of what an earlier render wrote; default: all to stdout",
    )
    .action(async ({ stack, out }: { stack: string; out?: string }) => {
      const { renderStack } = await import("./render.ts");
      await renderStack(stack, out);
    })
    .addHelpText("after", "\nExit codes: 0 written, 1 not, 2 wrong usage.");
}
