import { setImmediate } from "node:timers/promises";
import type { DeploymentRequest, DeploymentResult } from "../../deployment/request.ts";
import { runDeployment } from "../../deployment/run-deployment.ts";
import type { Snapshot } from "../../deployment/state/snapshot.ts";
import { livingProviders } from "../../deployment/state/urn.ts";
import type { Scope } from "../../deployment/steps/selection.ts";
import { PROJECT, STACK } from "./program.ts";
import type { Turns } from "./turns.ts";

/** What is to be run, in a form that can be sent to another process. */
export interface EngineTask {
  readonly operation: DeploymentRequest["operation"];
  /** `host:port` of the language host. */
  readonly address: string;
  readonly parallel: number;
  readonly refresh: boolean;
  readonly scope: Scope;
  readonly continueOnError: boolean;
}

/** One run of the engine, with the place where it stores its states. */
export interface EngineRun {
  /** Its end; undefined when it was killed. */
  readonly ended: Promise<DeploymentResult | undefined>;
  /** What is stored at this moment. */
  stored(): Snapshot | undefined;
}

export interface EngineOptions {
  readonly task: EngineTask;
  readonly snapshot: Snapshot | undefined;
  /** Whose turn it is to go on; the engine dies when they say so. */
  readonly turns: Turns;
  readonly emit: DeploymentRequest["emit"];
  /** Another state is stored. */
  readonly onStored: () => void;
}

export interface Engine {
  /** Settles when a message that was on its way has come. */
  readonly pause: () => Promise<void>;
  start(options: EngineOptions): Promise<EngineRun>;
}

/** A message between two ends in one process takes a few turns of its event loop. */
const QUIET_TURNS = 12;

/** The engine in this process. To kill it is to store nothing any more, and never to answer it. */
export const ENGINE_HERE: Engine = {
  async pause() {
    for (let turn = 0; turn < QUIET_TURNS; turn += 1) await setImmediate();
  },
  async start({ task, snapshot, turns, emit, onStored }) {
    let stored = snapshot;
    const ended = runDeployment({
      ...requestOf(task, snapshot),
      save: async (next) => {
        const taken: Snapshot = JSON.parse(JSON.stringify(next));
        await turns.wait();
        stored = taken;
        onStored();
      },
      emit,
    });
    return { ended: ended.then((result) => (turns.over ? undefined : result)), stored: () => stored };
  },
};

const NEVER = new AbortController().signal;

/** A run without a place for its states. */
export function requestOf(task: EngineTask, snapshot: Snapshot | undefined): Omit<DeploymentRequest, "save" | "emit"> {
  return {
    operation: task.operation,
    project: { name: PROJECT, root: "/", main: undefined, typescript: false, nodeArgs: [], plugins: [] },
    languageHost: { kind: "client", address: task.address },
    stack: STACK,
    organization: "organization",
    config: new Map(),
    secretKeys: [],
    policyPacks: [],
    providers: livingProviders(snapshot?.resources ?? []),
    snapshot: Promise.resolve(snapshot),
    options: {
      parallel: task.parallel,
      refresh: task.refresh,
      scope: task.scope,
      replace: [],
      continueOnError: task.continueOnError,
    },
    cancel: NEVER,
    terminate: NEVER,
    stackOutputs: async (name) => {
      throw new Error(`there is no stack ${name}`);
    },
  };
}
