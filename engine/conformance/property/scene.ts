import { findIntegrityProblem } from "../../backend/integrity.ts";
import type { DiagnosticEvent, EngineEvent } from "../../deployment/events.ts";
import type { DeploymentRequest, DeploymentResult } from "../../deployment/request.ts";
import type { Snapshot } from "../../deployment/state/snapshot.ts";
import { EVERYTHING, type Scope } from "../../deployment/steps/selection.ts";
import { ENGINE_HERE, type Engine, type EngineRun } from "./engine.ts";
import { LanguageHost } from "./language-host.ts";
import { PACKAGE, type Program, type Slot } from "./program.ts";
import { Provider } from "./provider.ts";
import { Truth } from "./truth.ts";
import { Turns } from "./turns.ts";
import { type Deed, type Fault, World } from "./world.ts";

export interface RunOptions {
  readonly operation: DeploymentRequest["operation"];
  readonly program: Program;
  readonly parallel: number;
  readonly refresh?: boolean;
  /** Default: everything. */
  readonly scope?: Scope;
  readonly continueOnError?: boolean;
  readonly faults?: readonly Fault[];
  readonly throwsAt?: Slot;
  /** See `Turns`. */
  readonly choices?: readonly number[];
  /** The engine is killed after so many turns. */
  readonly killAfter?: number;
  /** Default: the one in this process. */
  readonly engine?: Engine;
}

/** What was seen of a run. */
export interface Observation {
  readonly operation: DeploymentRequest["operation"];
  readonly result: DeploymentResult["result"] | "killed";
  readonly changes: DeploymentResult["changes"];
  readonly before: Snapshot | undefined;
  readonly deeds: readonly Deed[];
  readonly events: readonly EngineEvent[];
  /** `<operation> <urn>` for each step, in order. */
  readonly steps: readonly string[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
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
    const { operation, program, choices = [0], killAfter, engine = ENGINE_HERE } = options;
    const turns = new Turns({ choices, killAfter, pause: engine.pause });
    const problems = new Set<string>();
    const events: EngineEvent[] = [];
    const before = this.snapshot;
    let run: EngineRun | undefined;
    const look = (): void => {
      for (const problem of this.take(run?.stored())) problems.add(problem);
    };
    this.world.deeds = [];
    this.provider.faults = options.faults ?? [];
    this.provider.watch = {
      turn: () => turns.wait(),
      changing: (deed) => {
        look();
        if (operation.startsWith("preview")) problems.add(`a preview asks for ${deed.call} ${deed.urn}`);
        else if (!isAnnounced(deed, this.snapshot)) problems.add(`not announced: ${deed.call} ${deed.urn} ${deed.id}`);
      },
      changed: look,
    };
    this.host.program = program;
    this.host.throwsAt = options.throwsAt;
    this.host.onActivity = () => turns.noteActivity();
    run = await engine.start({
      task: {
        operation,
        address: this.address,
        parallel: options.parallel,
        refresh: options.refresh ?? false,
        scope: options.scope ?? EVERYTHING,
        continueOnError: options.continueOnError ?? false,
      },
      snapshot: before,
      turns,
      emit: (event) => events.push(event),
      onStored: look,
    });
    const result = await run.ended;
    look();
    turns.end();
    this.provider.watch = undefined;
    if (operation.startsWith("preview") && this.snapshot !== before) problems.add("a preview stores a state");
    if (result === undefined && this.snapshot !== undefined) this.truth.forgive(this.world, this.snapshot);
    return {
      operation,
      result: result?.result ?? "killed",
      changes: result?.changes ?? {},
      before,
      deeds: this.world.deeds,
      events,
      steps: events.flatMap((event) =>
        "resourcePreEvent" in event
          ? [`${event.resourcePreEvent.metadata.op} ${event.resourcePreEvent.metadata.urn}`]
          : [],
      ),
      errors: messagesOf(events, "error"),
      warnings: messagesOf(events, "warning"),
      problems: [...problems],
    };
  }

  /** Takes what is stored for the state. @returns what is wrong with it */
  private take(stored: Snapshot | undefined): string[] {
    if (stored === undefined) return [];
    const unsound = findIntegrityProblem(stored);
    this.truth.learn(this.snapshot, stored);
    if (JSON.stringify(stored) !== JSON.stringify(this.snapshot)) this.snapshot = stored;
    return [
      ...(unsound === undefined ? [] : [`unsound state: ${unsound}`]),
      ...this.truth.problems(this.world, stored),
    ];
  }
}

function messagesOf(events: readonly EngineEvent[], severity: DiagnosticEvent["severity"]): string[] {
  return events.flatMap((event) =>
    "diagnosticEvent" in event && event.diagnosticEvent.severity === severity ? [event.diagnosticEvent.message] : [],
  );
}

const ANNOUNCEMENTS = { create: "creating", update: "updating", delete: "deleting" } as const;

function isAnnounced({ call, urn, id }: Deed, snapshot: Snapshot | undefined): boolean {
  return (snapshot?.pendingOperations ?? []).some(
    ({ type, resource }) =>
      // What is made or changed is announced as the program names it; only a deletion is of a thing that has an id.
      type === ANNOUNCEMENTS[call] && (call === "delete" ? resource.id === id : resource.urn === urn),
  );
}
