import { createRequire } from "node:module";
import { join } from "node:path";
import { Child, orphanGuard } from "../plugins/child.ts";
import { stackEnvironment } from "./environment.ts";
import type { Program, ProgramOptions } from "./program.ts";

/** The exit code of a program that has told people what is wrong. */
const FAILED_AND_TOLD = 32;

/** How long a program may go on without its engine, in ms: it has no effects of its own. */
const GRACE_MS = 0;

/** Runs the program in a process of its own, with the runner that npm's @pulumi/pulumi has. */
export function runByNode({ request, engineAddress, preview, onLine }: ProgramOptions): Program {
  const { project } = request;
  const guard = orphanGuard(GRACE_MS);
  const args = [
    `--monitor=${engineAddress}`,
    `--engine=${engineAddress}`,
    `--organization=${request.organization}`,
    `--project=${project.name}`,
    `--stack=${request.stack}`,
    `--root-directory=${project.root}`,
    `--pwd=${project.root}`,
    `--parallel=${request.options.parallel}`,
    ...(preview ? ["--dry-run"] : []),
    project.main ?? ".",
  ];
  const child = new Child({
    command: process.execPath,
    args: [...guard.args, ...project.nodeArgs, programRunner(project.root), ...args],
    cwd: project.root,
    env: {
      ...stackEnvironment(request),
      ...guard.env,
      ...(project.typescript && { PULUMI_NODEJS_TYPESCRIPT: "true" }),
    },
    onLine,
  });
  return { ended: child.ended.then(problemOf), end: () => void child.end(), kill: () => child.kill() };
}

function programRunner(root: string): string {
  try {
    return createRequire(join(root, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  } catch (cause) {
    throw new Error(`@pulumi/pulumi cannot be found from ${root}; install it there: npm install @pulumi/pulumi`, {
      cause,
    });
  }
}

function problemOf(end: Awaited<Child["ended"]>): string | undefined {
  if (end.error !== undefined) return `the program could not be started: ${end.error.message}`;
  if (end.code === 0) return undefined;
  if (end.code === FAILED_AND_TOLD) return "";
  return end.code === null ? "the program was ended by a signal" : `the program ended with exit code ${end.code}`;
}
