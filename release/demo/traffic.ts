import path from "node:path";
import { mainUpstream, SERVICES } from "../../components/services.ts";
import { readEvents } from "../../gates/events.ts";
import { listTargets } from "../../gates/targets.ts";
import { kongAdmin } from "../../providers/kong/admin.ts";
import { shares } from "../../traffic/split.ts";
import type { DemoFolder } from "./folder.ts";
import type { StepRecord, TimedEvent } from "./record.ts";

/** How the gateway splits now, as its Admin API says: points of 100 by revision by service key. */
export async function weightsInGateway(adminPort: number): Promise<StepRecord["weights"]> {
  const admin = kongAdmin({ uri: `http://127.0.0.1:${adminPort}` });
  const entries = SERVICES.map(
    async (service) => [service.key, shares(await listTargets(admin, mainUpstream(service)))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Everything that gates and traffic have recorded of the stack so far. */
export function eventsOf({ absolute, canaryHome, home }: DemoFolder): TimedEvent[] {
  return readEvents(path.join(absolute, path.relative(canaryHome, home))).map((event) => ({
    ...event,
    at: Date.parse(event.at),
  }));
}
