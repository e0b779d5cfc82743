import type { Lifecycle } from "../../dynamic/lifecycle.ts";
import { connectedEngine } from "../../gates/engine.ts";
import { record } from "../../gates/events.ts";
import { sameData } from "../../gates/subject.ts";
import { listTargets } from "../../gates/targets.ts";
import { type KongAdmin, kongAdmin } from "../../providers/kong/admin.ts";
import { capAll } from "../cap.ts";
import { configLimits, type Exposure } from "../exposure.ts";
import { capWeights } from "../split.ts";
import { markUnsettled } from "../unsettled.ts";

export interface ExposureCeilingInputs {
  /** Base URL of Kong's Admin API. */
  readonly admin: string;
  /** Run folder of the stack. */
  readonly home: string;
  readonly exposure: Exposure;
}

export interface ExposureCeilingOutputs {
  /** How often it has intervened. The shift has it as input, so that a config that is put back after a cap takes effect. */
  readonly run: number;
  /** Points of 100 that the last run took from canaries, summed over the upstreams. */
  readonly freed: number;
}

type Props = ExposureCeilingInputs & ExposureCeilingOutputs;

/** Recorded in state with its error, so that the next update runs it again. */
class CeilingFailed extends Error {
  readonly id = "exposure-ceiling";
  readonly properties: Props;
  readonly reasons: readonly string[];

  constructor(cause: unknown, properties: Props) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(`the exposure ceiling could not lower traffic to what config asks: ${said}`, { cause });
    this.properties = properties;
    this.reasons = [this.message];
  }
}

/**
 * Lowers traffic to what config allows, before anything else of the update can fail or wait. It finds targets by their
 * tags, so it needs nothing of what the update makes.
 */
async function lower(inputs: ExposureCeilingInputs, runsBefore: number): Promise<Props> {
  const { admin: uri, home, exposure } = inputs;
  const admin = kongAdmin({ uri });
  try {
    if (await exceeds(admin, exposure)) markUnsettled(home, "the exposure ceiling lowered weights");
    const capped = await capAll(admin, configLimits(exposure));
    const freed = capped.reduce((sum, { freed }) => sum + freed, 0);
    if (freed === 0) return { ...inputs, run: runsBefore, freed: 0 };
    record(home, { event: "ceiling", freed, percent: exposure.percent });
    const text = capped
      .filter(({ freed }) => freed > 0)
      .map(({ upstream, freed, heir }) => `${upstream}: ${freed} points to ${heir}`);
    await connectedEngine().say(`exposure ceiling: lowered at once, before anything else (${text.join("; ")})`);
    return { ...inputs, run: runsBefore + 1, freed };
  } catch (cause) {
    throw new CeilingFailed(cause, { ...inputs, run: runsBefore + 1, freed: 0 });
  }
}

async function exceeds(admin: KongAdmin, exposure: Exposure): Promise<boolean> {
  for (const { upstream, stable, caps } of configLimits(exposure)) {
    if (capWeights(await listTargets(admin, upstream), stable, caps).kind !== "within") return true;
  }
  return false;
}

export const lifecycle: Lifecycle<ExposureCeilingInputs, ExposureCeilingOutputs> = {
  async diff(_id, olds, news) {
    const inputs = ({ admin, home, exposure }: ExposureCeilingInputs) => ({ admin, home, exposure });
    return { changes: !sameData(inputs(olds), inputs(news)), replaces: [] };
  },
  async create(inputs) {
    return { id: "exposure-ceiling", outs: await lower(inputs, 0) };
  },
  async update(_id, olds, news) {
    return { outs: await lower(news, olds.run ?? 0) };
  },
  /** When the gateway exposes more than config allowed, the recorded percentage is made one that no config can have. */
  async read(id, props) {
    const over = await exceeds(kongAdmin({ uri: props.admin }), props.exposure);
    return { id, props: over ? { ...props, exposure: { ...props.exposure, percent: -1 } } : props };
  },
};
