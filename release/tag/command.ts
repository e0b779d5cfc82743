import { type Command, InvalidArgumentError } from "commander";
import { ROOT } from "../root.ts";
import { isReleaseVersion, parseTagName, WALKING_SKELETON } from "./tag-name.ts";

const print = (text: string) => {
  process.stdout.write(text);
};

/** `bin/canary tag`, with what a workflow calls for a tag below it. */
export function addTagCommand(canary: Command): void {
  const tag = canary
    .command("tag")
    .summary("Make the annotated tags of a release, from CHANGELOG.md.")
    .description(
      "Makes the four annotated tags of a release at the commit that is checked out, with messages from CHANGELOG.md: one " +
        `for each component, and v<version>-${WALKING_SKELETON}. Refuses a working tree with changes, a version that is not ` +
        "the one in the component's package.json, and a tag that is there already; then it makes none. Pushes nothing.",
    )
    .option(
      "--release <version>",
      "the release to tag, e.g. 1.1.0; default: the newest in CHANGELOG.md",
      releaseVersion,
    )
    .option("--dry-run", "show names and whole messages, and make nothing", false)
    .option("--json", "one JSON object on standard output, everything else on standard error", false)
    .action(async ({ release, dryRun, json }: { release?: string; dryRun: boolean; json: boolean }) => {
      const { createTags } = await import("./create.ts");
      const tell = json ? (text: string) => void process.stderr.write(text) : print;
      const made = createTags({ root: ROOT, version: release, dryRun, print: tell });
      if (json) print(`${JSON.stringify(made, null, 2)}\n`);
    })
    .addHelpText("after", EXIT_CODES);
  tag.hook("preSubcommand", ({ args: [name] }) => {
    const given = Object.keys(tag.opts()).filter((option) => tag.getOptionValueSource(option) === "cli");
    if (given.length > 0) tag.error(`error: options before "${name}" belong to bin/canary tag alone`);
  });

  tag
    .command("validate")
    .summary("Check a tag: its name, its release, and its components' versions.")
    .description(
      "Checks that CHANGELOG.md has the release of a tag, names its component (all three for the Walking Skeleton), and " +
        "names the version that is in package.json and in the image. Prints the checks. For a valid tag, appends version, " +
        "component, component_version, release, date and components (JSON) to the file in $GITHUB_OUTPUT, where that is set.",
    )
    .argument("<tag>", "e.g. v1.1.0-automation-service")
    .option("--image-version <version>", "version of the image that was built for the tag's component")
    .action(async (name: string, { imageVersion }: { imageVersion?: string }, command: Command) => {
      if (imageVersion !== undefined && parseTagName(name).subject === WALKING_SKELETON) {
        command.error(`error: --image-version is for the tag of a component; ${name} is of three`);
      }
      const { validateTag } = await import("./validate.ts");
      validateTag({ root: ROOT, tag: name, imageVersion, outputFile: process.env.GITHUB_OUTPUT || undefined, print });
    })
    .addHelpText("after", EXIT_CODES);

  tag
    .command("notes")
    .summary("Print what CHANGELOG.md says of a tag, as Markdown.")
    .description(
      `Prints the whole entry of the release for v<version>-${WALKING_SKELETON}, and the component's part of it for the tag ` +
        "of a component.",
    )
    .argument("<tag>", "e.g. v1.1.0-automation-service")
    .action(async (name: string) => {
      const { printNotes } = await import("./notes.ts");
      printNotes({ root: ROOT, tag: name, print });
    })
    .addHelpText("after", EXIT_CODES);
}

const EXIT_CODES = "\nExit codes: 0 done, 1 refused, 2 wrong usage.";

function releaseVersion(text: string): string {
  if (isReleaseVersion(text)) return text;
  throw new InvalidArgumentError("Allowed: three numbers, as in 1.1.0.");
}
