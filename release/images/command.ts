import type { Command } from "commander";
import { ROOT } from "../root.ts";
import type { StackImage } from "./resolve.ts";

/** With `--json` standard output is for the result alone. */
const sayTo = (json: boolean) => (line: string) => {
  (json ? process.stderr : process.stdout).write(`${line}\n`);
};

function printJson(stack: string, images: readonly StackImage[]): void {
  const named = images.map(({ key, reference, from }) => ({
    key: key.join(" "),
    reference,
    ...(from ? { from } : {}),
  }));
  process.stdout.write(`${JSON.stringify({ stack, images: named }, null, 2)}\n`);
}

const JSON_OPTION = ["--json", "one JSON object on standard output, everything else on standard error"] as const;

const EXIT_CODES =
  "\nExit codes: 0 every image is named by digest, 1 some could not be: nothing was written, 2 wrong usage.";

/** `bin/canary images`: what a stack runs, by digest. */
export function addImagesCommand(canary: Command): void {
  const images = canary
    .command("images")
    .summary("Name the images of a stack by digest: build | resolve.")
    .description(
      "Writes the images that a stack runs into its config file, by digest, so that every machine runs what was tested. " +
        "Production refuses any other (policies/). What the tag was stands beside it as a comment.",
    );

  images
    .command("resolve")
    .summary("Ask registries which images the tags in a stack's config mean.")
    .description(
      "Asks the registry of each image in stack config `images` (the defaults of Pulumi.yaml among them) for the digest of its tag, " +
        "and writes it into the stack's file. What is pinned stays: to follow a tag, write it again. Uses the logins of `docker login` " +
        "that are in Docker's config file; without one it asks as anybody.",
    )
    .requiredOption("-s, --stack <stack>", "whose config file")
    .option(...JSON_OPTION, false)
    .action(async ({ stack, json }: { stack: string; json: boolean }) => {
      const { resolveImages } = await import("./resolve.ts");
      const { dockerLogins } = await import("./docker-logins.ts");
      const images = await resolveImages({ root: ROOT, stack, logins: dockerLogins(), say: sayTo(json) });
      if (json) printJson(stack, images);
    })
    .addHelpText("after", EXIT_CODES);

  images
    .command("build")
    .summary("Build the services' images with docker, and name them in a stack's config.")
    .description(
      "Builds the image of each service of the working tree (scripts/build_image.sh) and writes it into the stack's file as the " +
        "version in its package.json. With --push it is the digest in that registry; without, the id in this Docker engine, which " +
        "only platform docker can run.",
    )
    .requiredOption("-s, --stack <stack>", "whose config file")
    .option("--push <repository>", "push there, e.g. ghcr.io/acme/canary-release; the component's name is added")
    .option(...JSON_OPTION, false)
    .action(async ({ stack, push, json }: { stack: string; push?: string; json: boolean }) => {
      const { buildImages } = await import("./build.ts");
      const { dockerLogins } = await import("./docker-logins.ts");
      const images = await buildImages({ root: ROOT, stack, push, logins: dockerLogins(), say: sayTo(json) });
      if (json) printJson(stack, images);
    })
    .addHelpText("after", EXIT_CODES);
}
