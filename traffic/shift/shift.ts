import { setTimeout as sleep } from "node:timers/promises";
import type { Lifecycle } from "../../dynamic/lifecycle.ts";
import { connectedEngine } from "../../gates/engine.ts";
import { record } from "../../gates/events.ts";
import { call } from "../../gates/http.ts";
import { prometheusAt } from "../../gates/prometheus.ts";
import { sameData } from "../../gates/subject.ts";
import { listTargets } from "../../gates/targets.ts";
import { kongAdmin } from "../../providers/kong/admin.ts";
import type { Split } from "../exposure.ts";
import { endAllLeases } from "../guard/lease.ts";
import { shares } from "../split.ts";
import { isUnsettled } from "../unsettled.ts";
import { describeMove, describeSplit } from "./describe.ts";
import type { TrafficShiftInputs, TrafficShiftOutputs, TrafficShiftProps } from "./inputs.ts";
import { reachedBefore } from "./reached.ts";
import { roleChange } from "./role-change.ts";
import { shiftTraffic } from "./transaction.ts";
import type { LastPass, ShiftWorld } from "./world.ts";

/** Answers in a row by which the gateway has forgotten a route. */
const STEADY_ANSWERS = 5;
const FORGET_TIMEOUT_MS = 15_000;
const RETRY_MS = 100;

/** Inputs whose change needs no look at the gateway, so no update. */
type Settings = Pick<TrafficShiftInputs, "slo" | "phases" | "bake" | "paths" | "propagationSeconds" | "previous">;

export const lifecycle: Lifecycle<TrafficShiftInputs, TrafficShiftOutputs> = {
  /** Runs in previews too, where it contacts nobody but the engine: it says which traffic will move. */
  async check(olds, news) {
    const before =
      olds.exposure && olds.targets
        ? { exposure: olds.exposure, targets: olds.targets, previous: olds.previous }
        : undefined;
    const line = describeMove({ before, after: news, slo: news.slo });
    if (line) await connectedEngine().say(line);
    return { inputs: before ? { ...news, reached: reachedBefore(before) } : news };
  },
  async diff(_id, olds, news) {
    const changed = !sameData(traffic(olds), traffic(news)) || !sameData(settings(olds), settings(news));
    return { changes: changed || isUnsettled(news.home), replaces: [] };
  },
  async create(inputs) {
    return {
      id: "traffic-shift",
      outs: { ...inputs, ...(await shiftTraffic(inputs, { passed: {}, since: undefined }, worldOf(inputs))) },
    };
  },
  async update(_id, olds, news) {
    const last: LastPass = { passed: olds.passed ?? {}, since: olds.since };
    const outs = { ...news, ...(await shiftTraffic(news, last, worldOf(news))) };
    const change = roleChange(olds, news.exposure);
    if (change) record(news.home, { event: "roles changed", ...change });
    return { outs };
  },
  /**
   * What passed stays what passed; when the gateway splits otherwise, an impossible `ceilingRun` makes the next update
   * look again.
   */
  async read(id, props) {
    const real = await realSplit(props);
    if (agrees(real, props.passed)) return { id, props };
    await connectedEngine().say(
      `traffic: the gateway splits ${describeSplit(real)}, the last pass was ${describeSplit(props.passed)}; the next update mends it`,
      "warning",
    );
    return { id, props: { ...props, ceilingRun: -1 } };
  },
  /** The main routes are deleted by now; targets go next. Requests must not meet an upstream without targets. */
  async delete(_id, props) {
    endAllLeases(props.home);
    await untilForgotten(props);
  },
};

function settings({ slo, phases, bake, paths, propagationSeconds, previous }: Settings): Settings {
  return { slo, phases, bake, paths, propagationSeconds, previous };
}

function traffic(inputs: TrafficShiftInputs): object {
  const { admin, proxy, prometheus, home, exposure, targets, judgedService, ceilingRun } = inputs;
  return { admin, proxy, prometheus, home, exposure, targets, judgedService, ceilingRun };
}

function worldOf({ admin, prometheus }: TrafficShiftInputs): ShiftWorld {
  return {
    kong: kongAdmin({ uri: admin }),
    prometheus: prometheusAt(prometheus),
    engine: connectedEngine(),
    now: () => Date.now(),
  };
}

async function realSplit({ admin, exposure }: TrafficShiftProps): Promise<Split> {
  const kong = kongAdmin({ uri: admin });
  const entries = Object.entries(exposure.upstreams).map(
    async ([service, upstream]) => [service, shares(await listTargets(kong, upstream))] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

function agrees(real: Split, passed: Split): boolean {
  return Object.keys({ ...real, ...passed }).every((service) => {
    const [a, b] = [real[service] ?? {}, passed[service] ?? {}];
    return Object.keys({ ...a, ...b }).every((revision) => (a[revision] ?? 0) === (b[revision] ?? 0));
  });
}

async function untilForgotten({ proxy, paths }: TrafficShiftProps): Promise<void> {
  const deadline = Date.now() + FORGET_TIMEOUT_MS;
  let steady = 0;
  while (steady < STEADY_ANSWERS && Date.now() < deadline) {
    const replies = await Promise.all(
      paths.map((path) => call({ method: "GET", url: `${proxy}${path}`, timeoutMs: 2000 })),
    );
    // A service answers 404 as well, but names its revision; the gateway that knows no route does not.
    const forgotten = replies.every(
      (reply) =>
        reply.kind === "no answer" || (reply.status === 404 && reply.header("x-service-revision") === undefined),
    );
    steady = forgotten ? steady + 1 : 0;
    if (!forgotten) await sleep(RETRY_MS);
  }
}
