import type { ReleaseConfig } from "../../../components/config/schema.ts";
import type { RecordedEvent, ReleaseEvent } from "../../../gates/events.ts";
import { CONFIG_NAMESPACE } from "../../stack-config.ts";
import type { Update } from "./history.ts";
import { END_MS } from "./releases.ts";

/** What the operator's commands record themselves, before or after an update, or without one. */
const OF_COMMANDS: readonly ReleaseEvent["event"][] = ["weights drained", "watch alarm", "roles changed"];

/**
 * The update that no history has, where events tell of one: engines write their history at the end. Pure, but for what
 * `readConfig` does.
 *
 * @param finished the history, the oldest first
 * @param readConfig what the stack's config file says now; asked only where there is such an update
 * @param now ms since 1970
 */
export function unfinishedUpdate(
  finished: readonly Update[],
  events: readonly RecordedEvent[],
  readConfig: () => ReleaseConfig,
  now: number,
): Update | undefined {
  const last = finished.at(-1);
  const since = (last?.endedAt ?? 0) + END_MS;
  const first = events.find(({ at, event }) => Date.parse(at) > since && !OF_COMMANDS.includes(event));
  if (first === undefined) return undefined;
  const asked = readConfig();
  return {
    number: (last?.number ?? 0) + 1,
    kind: "update",
    result: "unfinished",
    startedAt: Date.parse(first.at),
    endedAt: now,
    message: "",
    who: {},
    // What a release is about; a file's other keys may be written in many ways that mean the same.
    config: {
      ...last?.config,
      [`${CONFIG_NAMESPACE}stable`]: asked.stable,
      [`${CONFIG_NAMESPACE}canary`]: asked.canary ?? {},
      [`${CONFIG_NAMESPACE}previous`]: asked.previous ?? {},
      [`${CONFIG_NAMESPACE}canaryPercent`]: String(asked.canaryPercent),
    },
    asked,
    changes: {},
  };
}
