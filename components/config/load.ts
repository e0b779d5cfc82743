import fs from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { z } from "zod";
import { parseConfig } from "./parse.ts";
import { readValue } from "./read-value.ts";
import type { ReleaseConfig } from "./schema.ts";

const projectFile = z.object({
  config: z.record(z.string(), z.object({ type: z.string(), default: z.unknown() })),
});

/** The one key that is secret; it never becomes part of the plain config. */
const SECRET_KEY = "llmApiKey";

/** The config of this stack, and the one secret in it, which stays one. */
export interface StackConfig {
  readonly config: ReleaseConfig;
  readonly llmApiKey: pulumi.Output<string>;
}

/** Reads and checks the stack's config. Throws CFG001, CFG002 or CFG003. */
export function loadConfig(): StackConfig {
  const text = fs.readFileSync(path.join(process.cwd(), "Pulumi.yaml"), "utf8");
  const declared = Object.entries(projectFile.parse(parse(text)).config).filter(([key]) => key !== SECRET_KEY);
  const stack = new pulumi.Config();
  const given = Object.fromEntries(declared.map(([key, { type }]) => [key, readValue(key, stack.get(key), type)]));
  const defaults = Object.fromEntries(declared.map(([key, entry]) => [key, entry.default]));
  return { config: parseConfig(given, defaults), llmApiKey: stack.getSecret(SECRET_KEY) ?? pulumi.secret("") };
}
