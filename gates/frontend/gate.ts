import { type GateBeforeTraffic, type GateInputs, gateLifecycle } from "../before-traffic.ts";
import { checkHealth } from "../smoke/endpoints.ts";
import { endpointOf } from "../subject.ts";
import type { Check } from "../verdict.ts";
import { checkInBrowser } from "./browser/check.ts";
import type { BrowserDemand } from "./browser/judge.ts";
import { checkPage } from "./page.ts";

/** Settings from stack config `gates.frontend`. */
export interface FrontendSettings {
  /** How long the track route may take to lead to the revision, and one request to be answered, in seconds. */
  readonly timeoutSeconds: number;
  /** Whether the page is looked at in a browser too. */
  readonly browser: BrowserDemand;
}

export interface FrontendGateInputs extends GateInputs {
  readonly settings: FrontendSettings;
}

async function measure({ judged, surroundings, settings }: FrontendGateInputs): Promise<Check[]> {
  const timeoutMs = settings.timeoutSeconds * 1000;
  const checks = await Promise.all(
    judged.subjects.map(async (subject) => [
      await checkHealth(endpointOf(subject), timeoutMs),
      // First, because it waits until the track leads to the revision.
      ...Object.values(await checkPage(subject, surroundings, timeoutMs)).flat(),
      ...(await checkInBrowser({
        subject,
        route: surroundings,
        bypassLlm: judged.bypassLlm,
        demand: settings.browser,
        timeoutSeconds: settings.timeoutSeconds,
        home: surroundings.home,
      })),
    ]),
  );
  return checks.flat();
}

/** What has passed where no browser was demanded may have been seen by none. */
function asksMore(passedUnder: FrontendGateInputs, now: FrontendGateInputs): boolean {
  return now.settings.browser === "required" && passedUnder.settings.browser !== "required";
}

const gate: GateBeforeTraffic<FrontendGateInputs> = { name: "frontend", measure, asksMore };

export const lifecycle = gateLifecycle(gate);
