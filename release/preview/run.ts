import fs from "node:fs";
import { askPulumi } from "../pulumi.ts";
import { renderComment } from "./comment.ts";
import { redactDeployment } from "./redact.ts";
import { makeScratchStack, type ScratchStack } from "./scratch.ts";

/** What a preview is held against. */
export type Against =
  | { readonly kind: "own state" }
  | { readonly kind: "exported state"; readonly file: string }
  | { readonly kind: "nothing" };

export interface PreviewRequest {
  readonly stack: string;
  readonly against: Against;
  /** File for the result as a comment in Markdown. */
  readonly markdown: string | undefined;
}

/** Previews a stack with its diff and the policies. @returns the preview's exit code */
export async function runPreview({ stack, against, markdown }: PreviewRequest): Promise<number> {
  const scratch = await scratchFor(stack, against);
  try {
    const place = scratch ? ["--config-file", scratch.configFile] : [];
    const args = ["preview", "-s", stack, ...place, "--diff", "--policy-pack", "policies", "--non-interactive"];
    const { exitCode, stdout, stderr } = await askPulumi(args, scratch?.env);
    const output = `${stdout}${stderr}`;
    process.stdout.write(output);
    if (markdown !== undefined) {
      const placeholders = scratch?.placeholders ?? 0;
      fs.writeFileSync(markdown, renderComment({ stack, against: describe(against), exitCode, output, placeholders }));
    }
    return exitCode;
  } finally {
    scratch?.remove();
  }
}

/** Writes the stack's state without secrets into a file, for previews where its passphrase is not. */
export async function exportState(stack: string, file: string): Promise<void> {
  const { exitCode, stdout, stderr } = await askPulumi(["stack", "export", "--show-secrets", "-s", stack]);
  if (exitCode !== 0) throw new Error(`stack ${stack} could not be exported: ${stderr.trim()}`);
  fs.writeFileSync(file, `${JSON.stringify(redactDeployment(JSON.parse(stdout)), undefined, 2)}\n`);
}

async function scratchFor(stack: string, against: Against): Promise<ScratchStack | undefined> {
  switch (against.kind) {
    case "own state":
      return undefined;
    case "exported state":
      return await makeScratchStack(stack, against.file);
    case "nothing":
      return await makeScratchStack(stack, undefined);
  }
}

function describe(against: Against): string {
  switch (against.kind) {
    case "own state":
      return "the stack's own state";
    case "exported state":
      return "the state that was exported after the last deployment";
    case "nothing":
      return "nothing, as if it had never been deployed: no exported state was to be had";
  }
}
