import { findIntegrityProblem } from "../../backend/integrity.ts";
import type { EngineEvent } from "../../deployment/events.ts";
import type { DeploymentRequest, DeploymentResult } from "../../deployment/request.ts";
import { runDeployment } from "../../deployment/run-deployment.ts";
import type { Snapshot } from "../../deployment/state/snapshot.ts";
import { LanguageHost } from "./language-host.ts";
import { PACKAGE, PROJECT, type Program, type Slot, STACK } from "./program.ts";
import { Provider } from "./provider.ts";
import { Truth } from "./truth.ts";
import { Turns } from "./turns.ts";
import { type Deed, type Fault, type Thing, World } from "./world.ts";

export interface RunOptions {
  readonly operation: DeploymentRequest["operation"];
  readonly program: Program;
  readonly parallel: number;
  readonly refresh?: boolean;
  readonly faults?: readonly Fault[];
  readonly throwsAt?: Slot;
  /** See `Turns`. */
  readonly choices?: readonly number[];
  /** The engine is killed after so many turns. */
  readonly killAfter?: number;
}

/** What was seen of a run. */
export interface Observation extends DeploymentResult {
  readonly operation: DeploymentRequest["operation"];
  readonly killed: boolean;
  readonly before: Snapshot | undefined;
  readonly worldBefore: ReadonlyMap<string, Thing>;
  readonly deeds: readonly Deed[];
  readonly events: readonly EngineEvent[];
  /** `<operation> <urn>` for each step, in order. */
  readonly steps: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly saves: number;
  /** What was wrong at any moment of it. */
  readonly problems: readonly string[];
}

/** A stack with its program and its provider in this process: what outlives an engine. */
export class Scene {
  readonly world = new World();
  readonly truth = new Truth();
  snapshot: Snapshot | undefined;
  private readonly provider = new Provider(this.world);
  private readonly host = new LanguageHost();
  private readonly address: string;

  private constructor(address: string) {
    this.address = address;
  }

  static async open(): Promise<Scene> {
    const scene = new Scene("");
    const address = await scene.host.listen();
    process.env.PULUMI_DEBUG_PROVIDERS = `${PACKAGE}:${await scene.provider.listen()}`;
    return Object.assign(scene, { address });
  }

  close(): void {
    this.host.close();
    this.provider.close();
  }

  async run(options: RunOptions): Promise<Observation> {
    const { operation, program, killAfter } = options;
    const turns = new Turns(options.choices ?? [0], killAfter);
    const problems: string[] = [];
    const events: EngineEvent[] = [];
    const before = this.snapshot;
    const worldBefore = new Map(this.world.things);
    let saves = 0;
    const look = (): void => {
      if (this.snapshot !== undefined) problems.push(...this.truth.problems(this.world, this.snapshot));
    };
    this.world.deeds = [];
    this.provider.faults = options.faults ?? [];
    this.provider.watch = {
      turn: () => turns.wait(),
      changing: (deed) => {
        if (operation.startsWith("preview")) problems.push(`a preview asks for ${deed.call} ${deed.urn}`);
        else if (!isAnnounced(deed, this.snapshot)) problems.push(`not announced: ${deed.call} ${deed.urn} ${deed.id}`);
      },
      changed: look,
    };
    this.host.program = program;
    this.host.throwsAt = options.throwsAt;
    this.host.onActivity = () => turns.noteActivity();
    const never = new AbortController().signal;
    const result = await runDeployment({
      operation,
      project: { name: PROJECT, root: "/", main: undefined, typescript: false, nodeArgs: [], plugins: [] },
      languageHost: { kind: "client", address: this.address },
      stack: STACK,
      organization: "organization",
      config: new Map(),
      secretKeys: [],
      policyPacks: [],
      snapshot: this.snapshot,
      options: { parallel: options.parallel, refresh: options.refresh ?? false },
      cancel: never,
      terminate: never,
      save: async (snapshot) => {
        const next: Snapshot = JSON.parse(JSON.stringify(snapshot));
        await turns.wait();
        saves += 1;
        if (operation.startsWith("preview")) problems.push("a preview stores a state");
        this.truth.learn(this.snapshot, next);
        this.snapshot = next;
        const unsound = findIntegrityProblem(next);
        if (unsound !== undefined) problems.push(`unsound state: ${unsound}`);
        look();
      },
      emit: (event) => events.push(event),
    });
    turns.stop();
    this.provider.watch = undefined;
    if (turns.gone && this.snapshot !== undefined) this.truth.forgive(this.world, this.snapshot);
    const messages = (severity: string): string[] =>
      events.flatMap((event) =>
        "diagnosticEvent" in event && event.diagnosticEvent.severity === severity
          ? [event.diagnosticEvent.message]
          : [],
      );
    return {
      ...result,
      operation,
      killed: turns.gone,
      before,
      worldBefore,
      deeds: this.world.deeds,
      events,
      steps: events.flatMap((event) =>
        "resourcePreEvent" in event
          ? [`${event.resourcePreEvent.metadata.op} ${event.resourcePreEvent.metadata.urn}`]
          : [],
      ),
      errors: messages("error"),
      warnings: messages("warning"),
      saves,
      problems: [...new Set(problems)],
    };
  }
}

const ANNOUNCEMENTS = { create: "creating", update: "updating", delete: "deleting" } as const;

function isAnnounced({ call, urn, id }: Deed, snapshot: Snapshot | undefined): boolean {
  return (snapshot?.pendingOperations ?? []).some(
    ({ type, resource }) =>
      type === ANNOUNCEMENTS[call] && (call === "create" ? resource.urn === urn : resource.id === id),
  );
}
