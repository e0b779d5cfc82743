import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { failureOf, KubectlError, messageIn, warningsIn } from "./kubectl-error.ts";

/** How many commands run at once, so that a program of many objects does not take the machine. */
const MOST_AT_ONCE = 8;

/** How long the server may take for one request, in seconds. Webhooks may take 30. */
const REQUEST_TIMEOUT_SECONDS = 35;

/** How long a command may take with everything that it asks the server, in ms. */
const COMMAND_LIMIT_MS = 90_000;

export interface KubectlAnswer {
  readonly stdout: string;
  readonly warnings: readonly string[];
}

const running = new Set<ChildProcess>();
// No command outlives the process that wants its answer.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** Runs kubectl, the one on PATH, against one cluster. Nothing secret goes into its arguments. */
export class Kubectl {
  private readonly connection: readonly string[];
  private readonly canceled: AbortSignal;
  private free = MOST_AT_ONCE;
  private readonly waiting: (() => void)[] = [];

  /**
   * @param connection arguments that say which cluster
   * @param canceled ends every command
   */
  constructor(connection: readonly string[], canceled: AbortSignal) {
    this.connection = connection;
    this.canceled = canceled;
  }

  /**
   * @param input what the command gets by stdin
   * @throws KubectlError
   */
  async run(args: readonly string[], input?: string): Promise<KubectlAnswer> {
    if (this.free === 0) await new Promise<void>((go) => this.waiting.push(go));
    else this.free--;
    try {
      return await this.start(args, input);
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }

  private async start(args: readonly string[], input: string | undefined): Promise<KubectlAnswer> {
    if (this.canceled.aborted) throw new KubectlError("canceled", "canceled");
    const child = spawn("kubectl", [...args, ...this.connection, `--request-timeout=${REQUEST_TIMEOUT_SECONDS}s`], {
      stdio: ["pipe", "pipe", "pipe"],
      env: environment(),
      timeout: COMMAND_LIMIT_MS,
      killSignal: "SIGKILL",
    });
    running.add(child);
    const end = (): void => void child.kill("SIGKILL");
    this.canceled.addEventListener("abort", end);
    try {
      // It may end before it has read everything.
      child.stdin.on("error", () => undefined);
      child.stdin.end(input ?? "");
      const exited = new Promise<{ code: number | null }>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve({ code }));
      });
      const [{ code }, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
      if (code === 0) return { stdout, warnings: warningsIn(stderr) };
      if (this.canceled.aborted) throw new KubectlError("canceled", "canceled");
      if (code === null) {
        throw new KubectlError("unreachable", `kubectl ${args[0]} did not end within ${COMMAND_LIMIT_MS / 1000} s`);
      }
      throw new KubectlError(
        failureOf(stderr),
        messageIn(stderr) || `kubectl ${args[0]} ended with exit code ${code}`,
        {
          cause: stderr,
        },
      );
    } catch (error) {
      throw isMissing(error) ? new KubectlError("missing", MISSING, { cause: error }) : error;
    } finally {
      this.canceled.removeEventListener("abort", end);
      running.delete(child);
    }
  }
}

const MISSING =
  "kubectl was not found on PATH, and the Kubernetes provider that is built into the embedded engine works through " +
  "it: install it (https://kubernetes.io/docs/tasks/tools/), or install the provider's own plugin with " +
  "`pulumi plugin install resource kubernetes`";

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** Without the stack's configuration, whose secrets are none of kubectl's business. */
function environment(): NodeJS.ProcessEnv {
  const { PULUMI_CONFIG: _, PULUMI_CONFIG_SECRET_KEYS: __, PULUMI_CONFIG_PASSPHRASE: ___, ...rest } = process.env;
  return rest;
}
