import { stackHome } from "../components/stack-home.ts";
import { type ErrorCode, ReleaseError } from "../errors/release-error.ts";
import { describeUnsent } from "../notify/outbox.ts";
import type { Environment } from "./environment.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { type Screen, screenFor } from "./screen.ts";
import { gatherStatus, type ReleaseStatus } from "./status/gather.ts";
import { summarizeStatus } from "./status/render.ts";

/** How a command that changes a release has ended. */
export type Conclusion =
  | {
      readonly outcome: "done" | "nothing to do" | "declined" | "failed" | "rolled back" | "stopped";
      readonly message: string;
    }
  | {
      readonly outcome: "failed" | "refused" | "wrong usage";
      readonly message: string;
      /** From docs/ERRORS.md; absent for what has none. */
      readonly code?: ErrorCode;
    }
  /** @param earliest ms since 1970 */
  | { readonly outcome: "too early"; readonly message: string; readonly code: ErrorCode; readonly earliest: number };

/** Refusals, by the code of their error; any other error is a failure. */
const REFUSALS: Readonly<Partial<Record<ErrorCode, "refused" | "wrong usage">>> = {
  PHS001: "refused",
  PHS003: "refused",
  PHS004: "wrong usage",
};

/**
 * Runs a command that changes a release. It ends by what it did, and one line on what is true now and what may be done next;
 * with `json`, standard output is one object with all of that, and what people read goes to standard error.
 *
 * @returns the exit code
 */
export async function conclude(
  {
    command,
    environment,
    json,
  }: { readonly command: string; readonly environment: Environment; readonly json: boolean },
  act: (screen: Screen) => Promise<Conclusion>,
): Promise<number> {
  const screen = screenFor({ json });
  const conclusion = await act(screen).catch(concludeError);
  const isError = EXIT_CODES[conclusion.outcome] !== 0;
  if (isError) process.stderr.write(`bin/canary ${command}: ${conclusion.message}\n`);
  else screen.say(conclusion.message);
  const exitCode = EXIT_CODES[conclusion.outcome];
  const now = Date.now();
  const status = conclusion.outcome === "wrong usage" ? undefined : await statusOf(environment, now);
  if (status) screen.say(summarizeStatus(status, now));
  const unsent = describeUnsent(environment, stackHome(environment), now);
  if (unsent !== undefined) screen.say(unsent);
  if (json)
    process.stdout.write(
      `${JSON.stringify({ command, stack: environment, exitCode, ...conclusion, status }, null, 2)}\n`,
    );
  return exitCode;
}

function concludeError(error: unknown): Conclusion {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ReleaseError)) return { outcome: "failed", message };
  return { outcome: REFUSALS[error.code] ?? "failed", message, code: error.code };
}

/** What cannot be said now must not hide how the command has ended. */
async function statusOf(environment: Environment, now: number): Promise<ReleaseStatus | undefined> {
  try {
    return await gatherStatus(environment, now);
  } catch (error) {
    process.stderr.write(`The status cannot be told: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}
