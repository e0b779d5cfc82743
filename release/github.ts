import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/**
 * Runs GitHub's own command line `gh`, which brings its token and speaks for the workflow's run.
 *
 * @param input what it reads from standard input
 * @throws when it cannot be run or fails, with what it said
 */
export async function gh(args: readonly string[], input = ""): Promise<string> {
  const child = spawn("gh", args, { stdio: ["pipe", "pipe", "pipe"] });
  const failedToStart = once(child, "error").then(([error]) => {
    throw new Error(`gh cannot be run: ${(error as Error).message}`, { cause: error });
  });
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const [stdout, stderr, [code]] = await Promise.race([ended, failedToStart]);
  if (code !== 0) throw new Error(`gh ${args.slice(0, 2).join(" ")} failed: ${stderr.trim() || `exit code ${code}`}`);
  return stdout;
}

/** A value that GitHub gives every workflow. @throws where it is not set */
export function fromGitHub(name: "GITHUB_REPOSITORY" | "DEFAULT_BRANCH"): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; this is for workflows on GitHub`);
  return value;
}
