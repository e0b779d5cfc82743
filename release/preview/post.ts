import fs from "node:fs";
import { z } from "zod";
import { fromGitHub, gh } from "../github.ts";

export interface PostRequest {
  /** Files that `preview --markdown` has written. */
  readonly files: readonly string[];
  /** `owner:branch` of the pull request. */
  readonly head: string;
  /** The commit that was previewed. */
  readonly sha: string;
}

const pulls = z.array(z.object({ number: z.number(), head: z.object({ sha: z.string() }) }));
const comments = z.array(z.object({ id: z.number(), body: z.string(), user: z.object({ type: z.string() }) }));

/**
 * Puts previews on their pull request: one comment a stack, which the next preview replaces. The pull request is found by
 * what GitHub says of the run, never by what the previewed code wrote.
 *
 * @returns the number of the pull request; undefined when it has moved on or is closed, and nothing was written
 */
export async function postPreviews({ files, head, sha }: PostRequest): Promise<number | undefined> {
  const repository = `repos/${fromGitHub("GITHUB_REPOSITORY")}`;
  const open = await gh(["api", `${repository}/pulls?state=open&head=${encodeURIComponent(head)}`]);
  const pull = pulls.parse(JSON.parse(open)).find((candidate) => candidate.head.sha === sha);
  if (!pull) return undefined;
  const listed = await gh([
    "api",
    "--paginate",
    "--slurp",
    `${repository}/issues/${pull.number}/comments?per_page=100`,
  ]);
  const existing = z.array(comments).parse(JSON.parse(listed)).flat();
  for (const file of files) {
    const body = fs.readFileSync(file, "utf8");
    const marker = /^<!-- preview of \S+ -->/.exec(body)?.[0];
    if (marker === undefined) throw new Error(`${file} is no preview: it does not begin with the marker of its stack`);
    const former = existing.find((comment) => comment.user.type === "Bot" && comment.body.startsWith(marker));
    const target = former
      ? ["--method", "PATCH", `${repository}/issues/comments/${former.id}`]
      : ["--method", "POST", `${repository}/issues/${pull.number}/comments`];
    await gh(["api", ...target, "--input", "-"], JSON.stringify({ body }));
  }
  return pull.number;
}
