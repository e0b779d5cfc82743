import { setTimeout as sleep } from "node:timers/promises";
import { type Probing, startProbing } from "../../gates/slo/probes.ts";
import type { Track } from "../../gates/subject.ts";
import type { Exposure } from "../exposure.ts";
import type { TrafficShiftInputs } from "./inputs.ts";
import { awaitScrape } from "./scrape.ts";
import { checkWanted } from "./wanted.ts";
import type { ShiftWorld } from "./world.ts";

const PULSE_MS = 150;

type ProbeInputs = Pick<TrafficShiftInputs, "proxy" | "jwtSecret" | "exposure" | "judgedService" | "slo">;

/** The tracks by whose routes the judged revisions are reached at any weight. Pure. */
export function tracksOf(judged: readonly string[], { canary }: Exposure, judgedService: string): Track[] {
  return judged.map((revision) => (canary?.[judgedService] === revision ? "canary" : "stable"));
}

/** Begins to send synthetic executions to the judged revisions. */
export function probe(
  { proxy, jwtSecret, exposure, judgedService, slo }: ProbeInputs,
  judged: readonly string[],
): Probing {
  const tracks = tracksOf(judged, exposure, judgedService);
  return startProbing({ proxy, tracks, perSecond: slo.probesPerSecond, max: slo.maxProbes, jwtSecret });
}

/**
 * Sends all that config allows, and waits until Prometheus has counted them.
 *
 * @throws TRF004 when the user asked to stop or the engine is gone; GAT004 when they are not counted
 */
export async function probeUntilDone(inputs: ProbeInputs, judged: readonly string[], world: ShiftWorld): Promise<void> {
  const probing = probe(inputs, judged);
  try {
    while (!probing.isDone()) {
      await checkWanted(world.engine);
      await sleep(PULSE_MS);
    }
  } finally {
    probing.stop();
  }
  await awaitScrape(judged, inputs.slo, "no traffic was moved", world);
}
