import { z } from "zod";
import { parseJson } from "../../gates/parse-json.ts";
import type { Environment } from "../environment.ts";
import { askPulumi } from "../pulumi.ts";

const service = z.object({ revision: z.string(), version: z.string(), url: z.string() });
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
  const { exitCode, stdout, stderr } = await askPulumi(args);
  if (exitCode !== 0) return none(environment, lastLine(stderr).replace(/^error: /, "") || `exit code ${exitCode}`);
  const parsed = outputs.safeParse(parseJson(stdout));
  if (parsed.success) return { kind: "stack", view: parsed.data };
  return none(environment, "it has no outputs of a deployment; was `bin/pulumi up` run to its end?");
}

function none(environment: Environment, reason: string): StackReading {
  return { kind: "none", reason: `stack ${environment} says nothing: ${reason}` };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
