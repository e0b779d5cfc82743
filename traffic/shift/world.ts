import type { Engine } from "../../gates/engine.ts";
import type { Prometheus } from "../../gates/prometheus.ts";
import { listTargets } from "../../gates/targets.ts";
import type { KongAdmin } from "../../providers/kong/admin.ts";
import type { Split } from "../exposure.ts";
import type { TrafficShiftInputs } from "./inputs.ts";
import type { TargetsByService } from "./moves.ts";

/** What the transaction works on. */
export interface ShiftWorld {
  readonly kong: KongAdmin;
  readonly prometheus: Prometheus;
  readonly engine: Engine;
  /** Milliseconds since 1970. */
  now(): number;
}

/** What passed before, from state. */
export interface LastPass {
  readonly passed: Split;
  readonly since: string | undefined;
}

/** What the gateway holds now, of all upstreams. */
export async function targetsOf({ exposure }: TrafficShiftInputs, kong: KongAdmin): Promise<TargetsByService> {
  const entries = Object.entries(exposure.upstreams).map(
    async ([service, upstream]) => [service, await listTargets(kong, upstream)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}
