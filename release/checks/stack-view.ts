import { execFile } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import type { Environment } from "./environment.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

const service = z.object({ revision: z.string(), version: z.string(), address: z.string() });
const track = z.object({ bypassLlm: z.boolean(), services: z.record(z.string(), service) });
const outputs = z.object({
  urls: z.object({ gateway: z.string(), prometheus: z.string() }),
  tracks: z.object({ stable: track, canary: track.optional(), previous: track.optional() }),
});

/** What the outputs of a stack say about where things are: the program's `urls` and `tracks`. */
export type StackView = z.infer<typeof outputs>;

export type StackReading =
  | { readonly kind: "stack"; readonly view: StackView }
  | { readonly kind: "none"; readonly reason: string };

/** Asks Pulumi for the outputs of the environment's stack. Never throws: that there is no stack is a reading of its own. */
export async function readStack(environment: Environment): Promise<StackReading> {
  const args = ["stack", "output", "--json", "-s", environment, "--non-interactive"];
  const { error, stdout, stderr } = await run(path.join(ROOT, "bin", "pulumi"), args);
  if (error) return none(environment, lastLine(stderr).replace(/^error: /, "") || error.message);
  try {
    const parsed = outputs.safeParse(JSON.parse(stdout));
    if (parsed.success) return { kind: "stack", view: parsed.data };
  } catch {
    return none(environment, `its outputs are no JSON: ${stdout.slice(0, 120)}`);
  }
  return none(environment, "it has no outputs of a deployment; was `bin/pulumi up` run to its end?");
}

function none(environment: Environment, reason: string): StackReading {
  return { kind: "none", reason: `stack ${environment} says nothing: ${reason}` };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}

function run(file: string, args: string[]): Promise<{ error: Error | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd: ROOT, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
  });
}
