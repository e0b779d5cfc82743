import { spawnSync } from "node:child_process";
import { ReleaseError } from "../../errors/release-error.ts";
import type { PlannedTag } from "./message.ts";

/** Plain `git` in one working tree. Every method throws ReleaseError TAG008 when git does not do it. */
export class Git {
  private readonly root: string;

  /** @param root a folder of the working tree */
  constructor(root: string) {
    this.root = root;
  }

  /** The commit that is checked out. */
  head(): string {
    return this.run(["rev-parse", "--verify", "HEAD^{commit}"]).trim();
  }

  /** One line for each changed or untracked path, as `git status --short` shows it; none where the tree is clean. */
  changes(): readonly string[] {
    return lines(this.run(["status", "--porcelain", "--untracked-files=normal"]));
  }

  /** Those of the names that are tags. */
  existing(names: readonly string[]): readonly string[] {
    const refs = names.map((name) => `refs/tags/${name}`);
    return lines(this.run(["for-each-ref", "--format=%(refname:strip=2)", ...refs]));
  }

  remotes(): readonly string[] {
    return lines(this.run(["remote"]));
  }

  /** Makes annotated tags of a commit: all of them, or none where one fails. */
  makeTags(tags: readonly PlannedTag[], commit: string): void {
    const made: string[] = [];
    // Ctrl-C reaches git too, for instance while it asks for the key; this process stays to take back what was made.
    const stay = () => undefined;
    process.on("SIGINT", stay);
    try {
      for (const { name, message } of tags) {
        // Verbatim: git would drop lines that begin with "#".
        this.run(["tag", "--annotate", "--cleanup=verbatim", "--file=-", name, commit], message);
        made.push(name);
      }
    } catch (error) {
      if (made.length > 0) this.run(["tag", "--delete", ...made]);
      throw error;
    } finally {
      process.off("SIGINT", stay);
    }
  }

  private run(args: readonly string[], input = ""): string {
    const { status, signal, stdout, stderr, error } = spawnSync("git", args, {
      cwd: this.root,
      input,
      encoding: "utf8",
    });
    const command = `git ${args.join(" ")}`;
    if (error !== undefined) {
      throw new ReleaseError("TAG008", `\`${command}\` cannot be run: ${error.message}`, { cause: error });
    }
    if (status === 0) return stdout;
    const end = signal === null ? `ended with exit code ${status}` : `was ended by ${signal}`;
    throw new ReleaseError("TAG008", `\`${command}\` ${end}: ${stderr.trim() || "it says nothing"}`);
  }
}

function lines(output: string): readonly string[] {
  return output.split("\n").filter((line) => line !== "");
}
