import { fork } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { SECRET_KEYS } from "../../components/config/secrets.ts";
import { ROOT } from "../root.ts";
import { configOver } from "../stack-config.ts";
import { type Rendered, renderManifests, SECRET } from "./manifests.ts";
import type { Registration } from "./registration.ts";

const PROJECT = "canary-release";
/** The first line of every file that this writes: those of an earlier render are known by it. */
const HEADER = "# Rendered by bin/canary render: change the program or its config, not this file.\n";

const stackFile = z.object({ config: z.record(z.string(), z.unknown()).default({}) });

/**
 * Renders a stack's objects to a folder, or to stdout.
 *
 * @throws for a stack that has no file or does not run on Kubernetes, and whatever the program throws
 */
export async function renderStack(stack: string, out: string | undefined): Promise<void> {
  const rendered = await manifestsOf(stack);
  if (out === undefined) {
    process.stdout.write(rendered.map(({ text }) => `---\n${text}`).join(""));
    return;
  }
  fs.mkdirSync(out, { recursive: true });
  for (const file of fs.readdirSync(out).filter((name) => name.endsWith(".yaml"))) {
    const earlier = path.join(out, file);
    if (fs.readFileSync(earlier, "utf8").startsWith(HEADER)) fs.rmSync(earlier);
  }
  for (const { file, text } of rendered) fs.writeFileSync(path.join(out, file), `${HEADER}${text}`);
  process.stdout.write(`${rendered.length} objects in ${out}\n`);
}

/** The objects that a stack of the project makes. */
async function manifestsOf(stack: string): Promise<Rendered[]> {
  const file = path.join(ROOT, `Pulumi.${stack}.yaml`);
  if (!fs.existsSync(file)) throw new Error(`there is no ${path.basename(file)}; render needs the stack's config`);
  return await manifestsFrom(stack, stackFile.parse(parse(fs.readFileSync(file, "utf8"))).config);
}

/**
 * The objects that the program makes of a config.
 *
 * @param config as a stack's file has it; what is secret in it is not looked at
 */
export async function manifestsFrom(stack: string, config: Readonly<Record<string, unknown>>): Promise<Rendered[]> {
  const { platform } = configOver(config, ROOT);
  if (platform !== "kubernetes") {
    throw new Error(`stack ${stack} has config platform: ${platform}; only kubernetes has manifests`);
  }
  return renderManifests(await register(stack, config));
}

/** Runs the program in a process of its own: it is one for each stack, and reads its config once. */
async function register(stack: string, config: Readonly<Record<string, unknown>>): Promise<Registration[]> {
  const secrets = SECRET_KEYS.map((key) => `${PROJECT}:${key}`);
  const given = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const child = fork(path.join(ROOT, "release", "render", "program.ts"), {
    cwd: ROOT,
    env: {
      ...process.env,
      RENDER_PROJECT: PROJECT,
      RENDER_STACK: stack,
      PULUMI_CONFIG: JSON.stringify({
        ...Object.fromEntries(given),
        ...Object.fromEntries(secrets.map((key) => [key, SECRET])),
      }),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secrets),
    },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const received: Registration[][] = [];
  child.on("message", (registrations) => received.push(registrations as Registration[]));
  const [code] = (await once(child, "close")) as [number | null];
  const [registrations] = received;
  if (code !== 0 || !registrations) throw new Error(`the program of stack ${stack} failed; what it says is above`);
  return registrations;
}
