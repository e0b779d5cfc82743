import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { askPulumi } from "../pulumi.ts";
import { ROOT } from "../root.ts";
import { REDACTED } from "./redact.ts";

/** What a stack file says about how its own secrets are kept; a scratch stack has its own way. */
const OF_SECRETS = ["encryptionsalt", "encryptedkey", "secretsprovider"];

const stackFile = z.looseObject({ config: z.record(z.string(), z.unknown()).optional() });

/** A stack that is there only to be previewed: its own state, a copy of the config without secrets, and no passphrase. */
export interface ScratchStack {
  readonly configFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** How many secrets of the config are placeholders. */
  readonly placeholders: number;
  remove(): void;
}

/**
 * Makes one from the stack's file in the project root.
 *
 * @param state a redacted deployment to preview against; absent: from nothing.
 * @throws when there is no such stack file, or the engine refuses the state
 */
export async function makeScratchStack(stack: string, state: string | undefined): Promise<ScratchStack> {
  const source = path.join(ROOT, `Pulumi.${stack}.yaml`);
  if (!fs.existsSync(source))
    throw new Error(`there is no ${path.basename(source)}; a preview needs the stack's config`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `preview-${stack}-`));
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const backend = path.join(folder, "state");
    fs.mkdirSync(backend);
    const { text, placeholders } = withoutSecrets(fs.readFileSync(source, "utf8"));
    const configFile = path.join(folder, path.basename(source));
    fs.writeFileSync(configFile, text);
    // `stack init` puts what it adds to a stack's file beside the project's.
    const { name } = parse(fs.readFileSync(path.join(ROOT, "Pulumi.yaml"), "utf8")) as { name: string };
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), stringify({ name, runtime: "nodejs" }));
    const env = {
      PULUMI_BACKEND_URL: pathToFileURL(backend).href,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_CONFIG_PASSPHRASE_FILE: "",
      // Where such a preview runs, a cluster is not to be reached, nor would it tell what a placeholder is.
      PULUMI_K8S_PREVIEW_OFFLINE: "true",
    };
    const run = async (...args: string[]) => {
      const { exitCode, stderr } = await askPulumi([...args, "--non-interactive"], env);
      if (exitCode !== 0) throw new Error(`bin/pulumi ${args.join(" ")} failed: ${stderr.trim()}`);
    };
    await run("-C", folder, "stack", "init", stack, "--no-select");
    for (const key of placeholders) {
      await run("config", "set", "--secret", key, REDACTED, "-s", stack, "--config-file", configFile);
    }
    if (state !== undefined) {
      const own = path.join(folder, "state.json");
      fs.writeFileSync(own, underSaltOf(configFile, fs.readFileSync(state, "utf8")));
      await run("stack", "import", "--file", own, "-s", stack);
    }
    return { configFile, env, placeholders: placeholders.length, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A redacted deployment whose placeholders are kept as the scratch stack keeps secrets: `stack init` has made the salt. */
function underSaltOf(configFile: string, state: string): string {
  const { encryptionsalt: salt } = z
    .object({ encryptionsalt: z.string() })
    .parse(parse(fs.readFileSync(configFile, "utf8")));
  const exported = z.looseObject({ deployment: z.looseObject({}) }).parse(JSON.parse(state));
  const deployment = { ...exported.deployment, secrets_providers: { type: "passphrase", state: { salt } } };
  return JSON.stringify({ ...exported, deployment });
}

/** A stack file without anything that only its own passphrase could read. Secrets inside of objects are refused. */
export function withoutSecrets(text: string): { readonly text: string; readonly placeholders: readonly string[] } {
  const file = stackFile.parse(parse(text) ?? {});
  const rest = Object.entries(file).filter(([key]) => !OF_SECRETS.includes(key));
  const placeholders: string[] = [];
  const config = Object.entries(file.config ?? {}).filter(([key, value]) => {
    if (isSecure(value)) placeholders.push(key);
    else if (JSON.stringify(value).includes('"secure":')) {
      throw new Error(`${key} has a secret inside of an object, which a preview without its passphrase cannot replace`);
    }
    return !isSecure(value);
  });
  return { text: stringify({ ...Object.fromEntries(rest), config: Object.fromEntries(config) }), placeholders };
}

function isSecure(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}
