import type { InspectedContainer } from "./inspected.ts";

/** What a look at a container that is waited for says. Texts are for people. */
export type Verdict =
  | { readonly state: "ready" }
  | { readonly state: "waiting"; readonly progress: string }
  | { readonly state: "failed"; readonly reason: string };

/**
 * So many ends within a wait are no bad luck any more. The engine waits twice as long before each new start, from 0.1 s on:
 * a program that ends at once has come to this after about three seconds.
 */
const CRASHES = 5;

/** As many lines as a health check's output is told of. */
const OUTPUT_LINES = 3;

/** Whether a container is healthy, will not get so, or may yet. */
export function verdictOf({ State, RestartCount, HostConfig }: InspectedContainer): Verdict {
  const { Health: health } = State;
  if (State.Status === "exited" || State.Status === "dead") return failed(`it ended ${ending(State, HostConfig)}`);
  if (RestartCount >= CRASHES)
    return failed(
      `it was started ${RestartCount + 1} times, and ended each time, at last ${ending(State, HostConfig)}`,
    );
  // A container that does not run counts as unhealthy to the engine, whatever its health check said.
  if (State.Restarting || !State.Running) return waiting(`ended ${ending(State, HostConfig)}, and is started anew`);
  if (!health || health.Status === "none") {
    return failed(
      "it is to be waited for until it is healthy (wait), but it has no health check: give it one, or do not wait",
    );
  }
  if (health.Status === "healthy") return { state: "ready" };
  const last = lastOutput(health);
  if (health.Status === "unhealthy") {
    return failed(`it is unhealthy: its health check failed ${health.FailingStreak} times in a row${last}`);
  }
  const restarted = RestartCount === 0 ? "" : `started anew ${RestartCount} times, `;
  return waiting(`${restarted}${last === "" ? "starting" : `not healthy yet${last}`}`);
}

function waiting(progress: string): Verdict {
  return { state: "waiting", progress };
}

function failed(reason: string): Verdict {
  return { state: "failed", reason };
}

/** How a container ended that does not run. */
export function ending(state: InspectedContainer["State"], host: InspectedContainer["HostConfig"]): string {
  const limit = host.Memory === 0 ? "" : ` (its limit is ${Math.floor(host.Memory / 1024 / 1024)} MiB)`;
  const killed = state.OOMKilled ? `, killed because it used too much memory${limit}` : "";
  return `with exit code ${state.ExitCode}${killed}${state.Error === "" ? "" : `: ${state.Error}`}`;
}

function lastOutput({ Log }: NonNullable<InspectedContainer["State"]["Health"]>): string {
  const failure = Log.findLast(({ ExitCode }) => ExitCode !== 0);
  if (failure === undefined) return "";
  const lines = failure.Output.trim().split("\n").slice(-OUTPUT_LINES).join("\n").trim();
  return `; the last one ended with exit code ${failure.ExitCode}${lines === "" ? "" : `: ${lines}`}`;
}
