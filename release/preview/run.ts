import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { askPulumi } from "../pulumi.ts";
import { renderComment } from "./comment.ts";
import { fetchLastState } from "./last-state.ts";
import { redactDeployment } from "./redact.ts";
import { makeScratchStack, type ScratchStack } from "./scratch.ts";

/** What a preview is held against. */
export type Against =
  | { readonly kind: "own state" }
  | { readonly kind: "exported state"; readonly file: string }
  /** What the last deployment has uploaded on GitHub; nothing where there is none. */
  | { readonly kind: "uploaded state" }
  | { readonly kind: "nothing" };

type Settled = Exclude<Against, { kind: "uploaded state" }>;

export interface PreviewRequest {
  readonly stack: string;
  readonly against: Against;
  /** File for the result as a comment in Markdown. */
  readonly markdown: string | undefined;
}

/** Previews a stack with its diff and the policies. @returns the preview's exit code */
export async function runPreview({ stack, against, markdown }: PreviewRequest): Promise<number> {
  if (against.kind === "uploaded state") return await previewUploaded(stack, markdown);
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

async function previewUploaded(stack: string, markdown: string | undefined): Promise<number> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "last-state-"));
  try {
    const file = await fetchLastState(stack, folder);
    const against: Against = file === undefined ? { kind: "nothing" } : { kind: "exported state", file };
    return await runPreview({ stack, against, markdown });
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

/** Writes the stack's state without secrets into a file, for previews where its passphrase is not. */
export async function exportState(stack: string, file: string): Promise<void> {
  const { exitCode, stdout, stderr } = await askPulumi(["stack", "export", "--show-secrets", "-s", stack]);
  if (exitCode !== 0) throw new Error(`stack ${stack} could not be exported: ${stderr.trim()}`);
  fs.writeFileSync(file, `${JSON.stringify(redactDeployment(JSON.parse(stdout)), undefined, 2)}\n`);
}

async function scratchFor(stack: string, against: Settled): Promise<ScratchStack | undefined> {
  switch (against.kind) {
    case "own state":
      return undefined;
    case "exported state":
      return await makeScratchStack(stack, against.file);
    case "nothing":
      return await makeScratchStack(stack, undefined);
  }
}

function describe(against: Settled): string {
  switch (against.kind) {
    case "own state":
      return "the stack's own state";
    case "exported state":
      return "the state that was exported after the last deployment";
    case "nothing":
      return "nothing, as if it had never been deployed: no exported state was to be had";
  }
}
