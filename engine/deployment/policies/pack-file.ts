import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { PolicyPackError } from "./pack-error.ts";

/** What PulumiPolicy.yaml says that running the pack needs. */
export interface PackFile {
  /** Overrides that of package.json. */
  readonly version: string | undefined;
}

// The runner of npm's SDK takes its entry from package.json and knows no other options.
const options = z.strictObject({
  typescript: z.boolean().optional(),
  packagemanager: z.literal("npm", { error: "only npm is supported" }).optional(),
});

/** Keys that only describe a pack (description, author, …) change nothing. */
const packFile = z.looseObject({
  runtime: z.union([z.string(), z.strictObject({ name: z.string(), options: options.optional() })], {
    error: "runtime must be nodejs, or an object of name and options (typescript, packagemanager)",
  }),
  version: z.string().optional(),
  main: z.never({ error: "main is not supported by the embedded engine; name the entry in package.json" }).optional(),
});

/**
 * @param folder of the pack, as people named it
 * @throws PolicyPackError
 */
export function loadPackFile(folder: string): PackFile {
  const file = join(folder, "PulumiPolicy.yaml");
  let document: unknown;
  try {
    document = parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new PolicyPackError(`failed to load Pulumi policy project located at "${folder}": ${reason}`, { cause });
  }
  const parsed = packFile.safeParse(document);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `#/${path.join("/")}: ${message}`).join("; ");
    throw new PolicyPackError(`failed to load Pulumi policy project located at "${folder}": ${problems}`);
  }
  const { runtime, version } = parsed.data;
  const name = typeof runtime === "string" ? runtime : runtime.name;
  if (name !== "nodejs") {
    throw new PolicyPackError(
      `policy pack "${folder}": the runtime '${name}' is not supported by the embedded engine, only nodejs is; ` +
        "use the Pulumi CLI for this pack",
    );
  }
  return { version };
}
