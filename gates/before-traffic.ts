import type { Lifecycle } from "../dynamic/lifecycle.ts";
import { ReleaseError } from "../errors/release-error.ts";
import { kongAdmin } from "../providers/kong/admin.ts";
import { connectedEngine } from "./engine.ts";
import { record } from "./events.ts";
import { SMOKED } from "./marks.ts";
import { type GateSurroundings, type SubjectRevision, sameData } from "./subject.ts";
import { listTargets, setMark } from "./targets.ts";
import { type Check, describeFailure, type Outcome, verdictOf } from "./verdict.ts";

/** Inputs of a gate before traffic: one per release set. */
export interface GateInputs {
  /** Name of the release set. */
  readonly set: string;
  readonly surroundings: GateSurroundings;
  /**
   * What is judged. With `codeVersion` this is the gate's identity: when it is the same, the gate need not run again. How
   * the deploying machine reaches a subject (its `url`) is no part of it.
   */
  readonly judged: { readonly subjects: readonly SubjectRevision[]; readonly bypassLlm: boolean };
  /** Raised when the gate looks at something more, so that what passed before is looked at again. */
  readonly codeVersion: number;
}

export interface GateOutputs {
  readonly outcome: Outcome;
  /** When it passed, ISO 8601. */
  readonly passedAt: string;
  readonly checks: readonly Check[];
}

/** A gate before traffic: what it is called and what it looks at. */
export interface GateBeforeTraffic<Inputs extends GateInputs> {
  readonly name: string;
  measure(inputs: Inputs): Promise<readonly Check[]>;
  /** Whether what has passed under some settings is no longer enough under others: it then runs again. Absent: it always is. */
  asksMore?(passedUnder: Inputs, now: Inputs): boolean;
}

/**
 * The life of a gate before traffic: it runs when its identity is new, marks the targets of what passed, and fails the
 * update otherwise (GAT001 when a check failed, GAT004 when it could not be decided). Exposure and track are no part of
 * the identity, so promotion and undoing it run nothing.
 */
export function gateLifecycle<Inputs extends GateInputs>(
  gate: GateBeforeTraffic<Inputs>,
): Lifecycle<Inputs, GateOutputs> {
  const mustRun = (olds: Inputs, news: Inputs) => !sameIdentity(olds, news) || gate.asksMore?.(olds, news) === true;

  async function pass(inputs: Inputs): Promise<Inputs & GateOutputs> {
    const { home } = inputs.surroundings;
    const engine = connectedEngine();
    const subject = inputs.judged.subjects.map(({ revision }) => revision).join(", ");
    record(home, { event: "gate started", gate: gate.name, subject });
    const verdict = verdictOf(await gate.measure(inputs));
    record(home, { event: "gate decided", gate: gate.name, subject, ...verdict });
    if (verdict.outcome !== "pass") {
      throw new ReleaseError(
        verdict.outcome === "fail" ? "GAT001" : "GAT004",
        `${gate.name} gate ${verdict.outcome} for ${subject}: ${describeFailure(verdict)}; no traffic was moved`,
      );
    }
    await markSmoked(inputs);
    const notes = verdict.checks.flatMap(({ note }) => (note === undefined ? [] : [`; ${note}`])).join("");
    await engine.say(`${gate.name} gate: pass, ${verdict.checks.length} checks of ${subject}${notes}`);
    return { ...inputs, outcome: verdict.outcome, passedAt: new Date().toISOString(), checks: verdict.checks };
  }

  return {
    async diff(_id, olds, news) {
      return { changes: mustRun(olds, news) || !sameData(places(olds), places(news)), replaces: [] };
    },
    async create(inputs) {
      return { id: `${gate.name} ${inputs.set}`, outs: await pass(inputs) };
    },
    async update(_id, olds, news) {
      if (mustRun(olds, news)) return { outs: await pass(news) };
      return { outs: { ...olds, ...news } };
    },
    /** A gate whose mark is gone is gone: refresh drops it and the next update runs it again. */
    async read(id, props) {
      return (await isMarked(props)) ? { id, props } : {};
    },
  };
}

function sameIdentity(olds: GateInputs, news: GateInputs): boolean {
  return sameData(identity(olds), identity(news));
}

function identity({ judged, codeVersion }: GateInputs): object {
  return { ...judged, subjects: judged.subjects.map(({ url: _url, ...subject }) => subject), codeVersion };
}

/** Where to reach things; the track changes with every promotion and is not worth an update, nor is what tokens are signed by. */
function places({ surroundings: { track: _track, jwtSecret: _secret, ...rest }, judged }: GateInputs): object {
  return { ...rest, subjects: judged.subjects.map(({ url }) => url) };
}

async function markSmoked({ surroundings, judged }: GateInputs): Promise<void> {
  const admin = kongAdmin({ uri: surroundings.admin });
  for (const { revision, address, upstream } of judged.subjects) {
    const target = (await listTargets(admin, upstream)).find((t) => t.revision === revision && t.address === address);
    if (!target) {
      throw new ReleaseError(
        "GTW002",
        `upstream ${upstream} has no target of ${revision} at ${address}, so it cannot be marked`,
      );
    }
    await setMark(admin, upstream, target, SMOKED, true);
  }
}

async function isMarked({ surroundings, judged }: GateInputs): Promise<boolean> {
  const admin = kongAdmin({ uri: surroundings.admin });
  for (const { revision, address, upstream } of judged.subjects) {
    const targets = await listTargets(admin, upstream);
    if (!targets.some((t) => t.revision === revision && t.address === address && t.smoked)) return false;
  }
  return true;
}
