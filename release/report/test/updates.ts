import type { TrackConfig } from "../../../components/config/schema.ts";
import type { RecordedEvent, ReleaseEvent } from "../../../gates/events.ts";
import { ROOT } from "../../root.ts";
import { CONFIG_NAMESPACE, settingsOver } from "../../stack-config.ts";
import type { Update } from "../model/history.ts";

export const OLD: TrackConfig = {
  automationService: "3.0.0",
  aiPipeline: "1.0.0",
  frontend: "1.0.0",
  bypassLlm: false,
};
export const NEW: TrackConfig = { automationService: "3.0.1", aiPipeline: "1.1.0", frontend: "1.1.0", bypassLlm: true };
export const OTHER: TrackConfig = { ...NEW, aiPipeline: "1.2.0" };

/** Where every history of the tests begins, ms since 1970. */
export const START = Date.parse("2026-01-01T12:00:00Z");
const MINUTE = 60_000;
const DEFAULTS = settingsOver({}, ROOT);

/** What an update of a test's history is: anything that is not given is as usual. */
export interface Told {
  readonly stable?: TrackConfig;
  readonly canary?: TrackConfig;
  readonly percent?: number;
  readonly result?: Update["result"];
  readonly kind?: string;
  readonly who?: Update["who"];
  readonly message?: string;
}

/** A history in which an update begins every ten minutes and takes one. */
export function history(...told: readonly Told[]): Update[] {
  return told.map(
    ({ stable = OLD, canary, percent = 0, result = "succeeded", kind = "update", who = {}, message = "" }, index) => {
      const settings = { stable, canary: canary ?? {}, canaryPercent: percent };
      const config = Object.fromEntries(
        Object.entries(settings).map(([key, value]) => [`${CONFIG_NAMESPACE}${key}`, value]),
      );
      return {
        number: index + 1,
        kind,
        result,
        startedAt: minute(index * 10),
        endedAt: minute(index * 10 + 1),
        message,
        who,
        config,
        asked: { ...DEFAULTS, stable, canary, canaryPercent: percent },
        changes: { same: 3, update: 1, delete: 0 },
      };
    },
  );
}

/** Ms since 1970 of so many minutes after the start. */
export function minute(minutes: number): number {
  return START + minutes * MINUTE;
}

export function event(minutes: number, what: ReleaseEvent): RecordedEvent {
  return { at: new Date(minute(minutes)).toISOString(), ...what };
}
