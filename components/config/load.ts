import fs from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { z } from "zod";
import { ReleaseError } from "../../errors/release-error.ts";
import { jwtSecretProblems } from "./jwt.ts";
import { parseConfig } from "./parse.ts";
import { readValue } from "./read-value.ts";
import type { ReleaseConfig } from "./schema.ts";
import { isSecretKey, SECRET_KEYS, type SecretKey } from "./secrets.ts";

const projectFile = z.object({
  config: z.record(z.string(), z.object({ type: z.string(), default: z.unknown() })),
});

/** Secrets by key, which stay secrets; an empty text where none is set. */
export type Secrets = Readonly<Record<SecretKey, pulumi.Output<string>>>;

/** The config of this stack, and the secrets in it. */
export interface StackConfig {
  readonly config: ReleaseConfig;
  readonly secrets: Secrets;
}

/** Reads and checks the stack's config. Throws CFG001, CFG002 or CFG003. */
export function loadConfig(): StackConfig {
  const text = fs.readFileSync(path.join(process.cwd(), "Pulumi.yaml"), "utf8");
  const declared = Object.entries(projectFile.parse(parse(text)).config).filter(([key]) => !isSecretKey(key));
  const stack = new pulumi.Config();
  const given = Object.fromEntries(declared.map(([key, { type }]) => [key, readValue(key, stack.get(key), type)]));
  const defaults = Object.fromEntries(declared.map(([key, entry]) => [key, entry.default]));
  const secret = (key: SecretKey) => stack.getSecret(key) ?? pulumi.secret("");
  const secrets = Object.fromEntries(SECRET_KEYS.map((key) => [key, secret(key)])) as Secrets;
  const config = parseConfig(given, defaults);
  // In clear, to be looked at before anything starts; nothing keeps it.
  const inClear = (key: SecretKey) => pulumi.runtime.getConfig(`${stack.name}:${key}`) ?? "";
  refuse(jwtSecretProblems(config.gateway.jwt, inClear, pulumi.runtime.isDryRun()));
  return { config, secrets };
}

/** A preview goes on: it may run where the secrets of the stack are not. */
function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  if (!pulumi.runtime.isDryRun()) throw new ReleaseError("CFG003", problems.join("; "));
  for (const problem of problems) void pulumi.log.warn(problem);
}
