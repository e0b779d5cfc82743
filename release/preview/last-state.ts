import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import { fromGitHub, gh } from "../github.ts";

const artifacts = z.object({
  artifacts: z.array(
    z.object({
      name: z.string(),
      expired: z.boolean(),
      created_at: z.string(),
      workflow_run: z.object({
        id: z.number(),
        head_branch: z.string().nullable(),
        repository_id: z.number(),
        head_repository_id: z.number(),
      }),
    }),
  ),
});

export type Artifact = z.infer<typeof artifacts>["artifacts"][number];

/**
 * The run whose artifact is the newest that can be trusted. Anybody's pull request can upload an artifact of any name, also
 * from a fork whose branch is called as ours: only runs of the repository's own default branch count.
 */
export function newestTrusted(all: readonly Artifact[], name: string, branch: string): number | undefined {
  return all
    .filter((artifact) => artifact.name === name && !artifact.expired)
    .filter(({ workflow_run: run }) => run.head_branch === branch && run.head_repository_id === run.repository_id)
    .sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at))[0]?.workflow_run.id;
}

/** Brings the state that the stack's last deployment has uploaded into a folder. Undefined where there is none. */
export async function fetchLastState(stack: string, folder: string): Promise<string | undefined> {
  const name = `state-${stack}`;
  const found = await gh([
    "api",
    `repos/${fromGitHub("GITHUB_REPOSITORY")}/actions/artifacts?name=${encodeURIComponent(name)}&per_page=100`,
  ]);
  const run = newestTrusted(artifacts.parse(JSON.parse(found)).artifacts, name, fromGitHub("DEFAULT_BRANCH"));
  if (run === undefined) return undefined;
  await gh(["run", "download", String(run), "--name", name, "--dir", folder]);
  const file = path.join(folder, `${name}.json`);
  if (!fs.existsSync(file)) throw new Error(`artifact ${name} of run ${run} has no ${path.basename(file)}`);
  return file;
}
