import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ReleaseConfig } from "../../../components/config/schema.ts";
import { stackHome } from "../../../components/stack-home.ts";
import { rootMessage } from "../../../errors/release-error.ts";
import type { RecordedEvent } from "../../../gates/events.ts";
import type { Environment } from "../../environment.ts";
import { readStackConfig } from "../../stack-config.ts";
import {
  askedCanary,
  type Deployment,
  type RealSplit,
  type ReleaseStatus,
  readDeployment,
  realSplit,
  statusOf,
} from "../gather.ts";
import { EventTail } from "./event-tail.ts";

/** Where a release stands at one moment. */
export interface Moment {
  readonly status: ReleaseStatus;
  /** What has happened since the moment before; nothing at the first one. */
  readonly fresh: readonly RecordedEvent[];
  /** Why what is told may be old. */
  readonly trouble?: string;
}

const TICK_MS = 1000;
/** Asking a stack starts an engine. What it says changes at the end of an update, and an event has then come shortly before. */
const DEPLOYMENT_EVERY_MS = 30_000;
const AFTER_EVENT_MS = 3000;

/**
 * Where a release stands, each second, until `signal`. The gateway and the log of events are looked at each time; the stack's
 * outputs now and then, and nothing waits for them.
 */
export async function* follow(stack: Environment, signal: AbortSignal): AsyncGenerator<Moment> {
  const tail = new EventTail(stackHome(stack));
  const outputs = new Outputs(stack);
  let config: ReleaseConfig = readStackConfig(stack);
  let asked = askedCanary(config);
  await outputs.refresh();
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    let trouble: string | undefined;
    try {
      const found = readStackConfig(stack);
      // Which revisions it means is found by reading all sources: only where it has changed.
      if (!isDeepStrictEqual(found, config)) [config, asked] = [found, askedCanary(found)];
    } catch (error) {
      // Somebody writes it just now, or has made a mistake.
      trouble = `Pulumi.${stack}.yaml: ${rootMessage(error)}`;
    }
    const fresh = tail.look();
    outputs.refreshWhenDue(fresh.length > 0 && !isFirst);
    const { deployment } = outputs;
    const now = Date.now();
    const status: ReleaseStatus =
      deployment.kind === "not deployed"
        ? { kind: "not deployed", stack, reason: deployment.reason }
        : statusOf({ stack, config, asked, deployment, real: await realOf(deployment), events: tail.events, now });
    yield { status, fresh: isFirst ? [] : fresh, ...(trouble === undefined ? {} : { trouble }) };
    await sleep(TICK_MS, undefined, { signal }).catch(() => undefined);
  }
  await outputs.settled();
}

function realOf({ outputs }: Extract<Deployment, { kind: "deployed" }>): Promise<RealSplit> {
  return realSplit(outputs.urls.admin);
}

/** A stack's outputs, asked again in the background. */
class Outputs {
  deployment: Deployment = { kind: "not deployed", reason: "not asked yet" };
  readonly #stack: Environment;
  #dueAt = 0;
  #asking: Promise<void> | undefined;

  constructor(stack: Environment) {
    this.#stack = stack;
  }

  async refresh(): Promise<void> {
    this.#dueAt = Date.now() + DEPLOYMENT_EVERY_MS;
    this.deployment = await readDeployment(this.#stack);
  }

  refreshWhenDue(hasNews: boolean): void {
    if (hasNews) this.#dueAt = Math.min(this.#dueAt, Date.now() + AFTER_EVENT_MS);
    if (this.#asking !== undefined || Date.now() < this.#dueAt) return;
    this.#asking = this.refresh().finally(() => {
      this.#asking = undefined;
    });
  }

  /** Nothing asks any more. */
  async settled(): Promise<void> {
    await this.#asking;
  }
}
