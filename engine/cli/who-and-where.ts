import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
/** A repository on a slow disk is no reason for an update to wait. */
const GIT_MS = 3000;
/** A character that stands in no name of a commit's author. */
const SEPARATOR = "\0";

/** Who ran an update, and of what: keys and values of a history entry's `environment`, as the CLI names them. */
export type Origin = Readonly<Record<string, string>>;

/** What the CLI notes of an update (pkg/cmd/pulumi/metadata): keys for the environment, and the commit's title. */
export interface FoundOrigin {
  readonly environment: Origin;
  /** First line of the message of the commit that is checked out; the update's message where it has none of its own. */
  readonly title?: string;
}

/** Asks git and the variables of the system of continuous integration. Never throws: where neither says anything, it is empty. */
export async function findOrigin(root: string, env: NodeJS.ProcessEnv): Promise<FoundOrigin> {
  const [commit, branch, changes] = await Promise.all([
    git(root, ["log", "-1", "-z", `--format=%H${"%x00"}%an${"%x00"}%ae${"%x00"}%cn${"%x00"}%ce${"%x00"}%s`]),
    git(root, ["symbolic-ref", "--quiet", "HEAD"]),
    git(root, ["status", "--porcelain"]),
  ]);
  const ci = integrationOf(env);
  const [head, author, authorEmail, committer, committerEmail, title] = commit?.split(SEPARATOR) ?? [];
  if (head === undefined) return { environment: ci };
  const headName = branch?.trim() || (env.GITHUB_ACTIONS ? env.GITHUB_REF : env.PULUMI_CI_BRANCH_NAME);
  return {
    environment: {
      ...ci,
      ...known({
        "git.head": head,
        "git.headName": headName,
        "git.author": author,
        "git.author.email": authorEmail,
        "git.committer": committer,
        "git.committer.email": committerEmail,
        "git.dirty": changes === undefined ? undefined : String(changes !== ""),
      }),
    },
    ...(title ? { title } : {}),
  };
}

/**
 * What GitHub Actions says of a run, or, where another system is named in `PULUMI_CI_SYSTEM`, what is in the CLI's own
 * variables for systems that it does not know (sdk/go/common/util/ciutil). Pure.
 */
export function integrationOf(env: NodeJS.ProcessEnv): Origin {
  if (env.PULUMI_CI_SYSTEM) {
    return known({
      "ci.system": env.PULUMI_CI_SYSTEM,
      "ci.build.id": env.PULUMI_CI_BUILD_ID,
      "ci.build.number": env.PULUMI_CI_BUILD_NUMBER,
      "ci.build.type": env.PULUMI_CI_BUILD_TYPE,
      "ci.build.url": env.PULUMI_CI_BUILD_URL,
      "ci.pr.headSHA": env.PULUMI_CI_PULL_REQUEST_SHA,
      "ci.pr.number": env.PULUMI_PR_NUMBER,
    });
  }
  if (!env.GITHUB_ACTIONS) return {};
  const { GITHUB_RUN_ID: id, GITHUB_REPOSITORY: repository } = env;
  return known({
    "ci.system": "GitHub Actions",
    "ci.build.id": id,
    "ci.build.number": env.GITHUB_RUN_NUMBER,
    "ci.build.type": env.GITHUB_EVENT_NAME,
    "ci.build.url": id && repository ? `https://github.com/${repository}/actions/runs/${id}` : undefined,
    "ci.pr.headSHA": env.GITHUB_SHA,
  });
}

function known(entries: Readonly<Record<string, string | undefined>>): Origin {
  return Object.fromEntries(Object.entries(entries).flatMap(([key, value]) => (value ? [[key, value]] : [])));
}

/** Undefined where there is no git, no repository or no commit, or where it takes too long. */
async function git(root: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run("git", ["--no-optional-locks", ...args], { cwd: root, timeout: GIT_MS });
    return stdout;
  } catch {
    return undefined;
  }
}
