import { pendingOperationsWarning } from "../../deployment/execution/pending-operations.ts";
import type { Snapshot, Urn } from "../../deployment/state/snapshot.ts";
import { EVERYTHING, type Scope } from "../../deployment/steps/selection.ts";
import { Sources } from "./edits.ts";
import type { Chapter, Drift, History, SlotScope } from "./histories.ts";
import { killedEngine } from "./killed-engine.ts";
import { type Program, soundProgram, urnsOf } from "./program.ts";
import { outsideOfScope, problemsOf, problemsOfGoal } from "./properties.ts";
import { type Observation, type RunOptions, Scene } from "./scene.ts";

/** Lives through a history with the engine. @throws Error with what went wrong first */
export async function liveThrough(history: History): Promise<void> {
  const life = await Life.begin();
  try {
    for (const chapter of history) await life.through(chapter);
    await life.comesToItsGoal();
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}\n\n${life.story.join("\n")}`, { cause });
  } finally {
    life.end();
  }
}

class Life {
  /** What happened, for people. */
  readonly story: string[] = [];
  private readonly scene: Scene;
  private readonly sources = new Sources();

  private constructor(scene: Scene) {
    this.scene = scene;
  }

  static async begin(): Promise<Life> {
    return new Life(await Scene.open());
  }

  end(): void {
    this.scene.close();
  }

  async through(chapter: Chapter): Promise<void> {
    for (const edit of chapter.edits) this.sources.apply(edit);
    for (const drift of chapter.drift) this.drift(drift);
    const { operation, refresh, parallel, choices, mishaps, continueOnError } = chapter;
    const program = this.program;
    const names = new Map(program.map(({ slot, name }) => [slot, name]));
    const inState = new Set((this.scene.snapshot?.resources ?? []).map(({ urn }) => urn));
    const scope = scopeOf(chapter.scope, program, (urn) => operation === "update" || inState.has(urn));
    const run = { program, refresh, parallel, choices, scope, continueOnError };
    const preview = await this.run({ ...run, operation: PREVIEWS[operation] });
    const pending = this.scene.snapshot?.pendingOperations ?? [];
    const faults = mishaps.faults.map(({ slot, ...fault }) => ({ ...fault, name: names.get(slot) ?? "" }));
    const { throwsAt, kill } = mishaps;
    const seen = await this.run({
      ...run,
      operation,
      faults,
      ...(throwsAt !== undefined && { throwsAt }),
      ...(kill?.turns !== undefined && { killAfter: kill.turns }),
      ...(kill?.kind === "real" && { engine: killedEngine(kill.save) }),
    });
    this.check([
      ...(pending.length > 0 &&
      operation !== "refresh" &&
      !refresh &&
      !seen.warnings.includes(pendingOperationsWarning(pending))
        ? ["the interrupted operations are not told"]
        : []),
    ]);
    const unlucky = seen.result === "killed" || faults.length > 0 || throwsAt !== undefined;
    if (!unlucky && preview.result === "succeeded" && seen.result === "succeeded") {
      this.check(differenceOfSteps(preview, seen));
    }
    if (!unlucky && preview.result !== seen.result && !this.hasDrifted) {
      this.check([`the preview ${preview.result}, the ${operation} ${seen.result}: ${seen.errors.join("; ")}`]);
    }
    if (seen.result === "succeeded" && operation === "update" && scope.kind === "everything") await this.isComplete();
  }

  /** When nothing goes wrong any more, everything comes right. */
  async comesToItsGoal(): Promise<void> {
    const { scene } = this;
    if (scene.snapshot !== undefined) scene.snapshot = unprotected(scene.snapshot);
    await this.succeeds({ operation: "refresh" });
    await this.succeeds({ operation: "update" });
    await this.isComplete();
    if (scene.snapshot !== undefined) scene.snapshot = unprotected(withoutPending(scene.snapshot));
    await this.succeeds({ operation: "destroy" });
    const left = scene.snapshot?.resources.map(({ urn }) => `destroy: ${urn} is still in the state`) ?? [];
    this.check(left);
  }

  private async isComplete(): Promise<void> {
    const { scene, program } = this;
    // Only a refresh sees what another hand did.
    if (!this.hasDrifted) this.check(problemsOfGoal(scene.snapshot, program, scene.world));
    const again = await this.succeeds({ operation: "update" });
    const changed = Object.entries(again.changes).filter(([operation]) => operation !== "same");
    if (changed.length > 0)
      this.check([
        `a second update changes something: ${again.steps.filter((step) => !step.startsWith("same ")).join(", ")}`,
      ]);
  }

  private get program(): Program {
    return soundProgram(this.sources.written);
  }

  private get hasDrifted(): boolean {
    const { snapshot, truth } = this.scene;
    return (snapshot?.resources ?? []).some(({ id }) => truth.drifted.has(id ?? ""));
  }

  private async succeeds(options: Pick<RunOptions, "operation">): Promise<Observation> {
    const seen = await this.run({ ...options, program: this.program, parallel: 16 });
    if (seen.result !== "succeeded") this.check([`${options.operation} does not succeed: ${seen.errors.join("; ")}`]);
    return seen;
  }

  private async run(options: RunOptions): Promise<Observation> {
    const seen = await this.scene.run(options);
    this.story.push(...told(seen, options));
    this.check(problemsOf(seen, options.program));
    this.check(outsideOfScope(seen, options.scope ?? EVERYTHING));
    if (
      options.operation === "refresh" &&
      options.scope?.kind !== "targets" &&
      options.scope?.kind !== "excludes" &&
      seen.result === "succeeded"
    )
      this.scene.truth.drifted.clear();
    return seen;
  }

  private drift({ which, how }: Drift): void {
    const { world, truth } = this.scene;
    const things = [...world.things.values()];
    const thing = things[which % things.length];
    if (thing === undefined) return;
    this.story.push(`another hand: ${thing.id} is ${how}`);
    if (how === "resized") {
      world.update(thing.id, { ...thing.inputs, size: 99 });
      truth.drifted.add(thing.id);
      return;
    }
    world.delete(thing.id);
    for (const { id } of things) if (!world.things.has(id)) truth.drifted.add(id);
  }

  private check(problems: readonly string[]): void {
    if (problems.length > 0) throw new Error(problems.join("\n"));
  }
}

/** With present names; those that are not there are left out: an engine refuses them. */
function scopeOf(scope: SlotScope | undefined, program: Program, isThere: (urn: Urn) => boolean): Scope {
  const urns = urnsOf(program);
  const patterns = (scope?.slots ?? []).flatMap((slot) => urns.get(slot) ?? []).filter(isThere);
  return scope === undefined || patterns.length === 0
    ? EVERYTHING
    : { kind: scope.kind, patterns, dependents: scope.dependents };
}

const PREVIEWS = { update: "preview", refresh: "preview-refresh", destroy: "preview-destroy" } as const;

/** A preview's steps are those of the run that follows, in whatever order. */
function differenceOfSteps(preview: Observation, seen: Observation): string[] {
  const [planned, done] = [preview.steps.toSorted(), seen.steps.toSorted()];
  if (planned.join() === done.join()) return [];
  return [`the preview's steps are not those of the run: ${planned.join(", ")} / ${done.join(", ")}`];
}

function unprotected(snapshot: Snapshot): Snapshot {
  return { ...snapshot, resources: snapshot.resources.map((state) => ({ ...state, protect: false })) };
}

/** As `refresh --clear-pending-creates` leaves it. */
function withoutPending(snapshot: Snapshot): Snapshot {
  return { ...snapshot, pendingOperations: [] };
}

function told(
  seen: Observation,
  { program, faults = [], throwsAt, killAfter, parallel, scope, continueOnError }: RunOptions,
): string[] {
  const short = (text: string): string => text.replaceAll("urn:pulumi:dev::proj::", "");
  const mishaps = [
    ...(continueOnError === true ? ["going on after errors"] : []),
    ...faults.map(({ call, name, how }) => `${call} ${name} ${how}`),
    ...(scope === undefined || scope.kind === "everything"
      ? []
      : [`${scope.kind}${scope.dependents ? " with dependents" : ""} ${scope.patterns.map(short).join(", ")}`]),
    ...(throwsAt === undefined ? [] : [`throws at ${throwsAt}`]),
    ...(killAfter === undefined ? [] : [`killed after ${killAfter} turns`]),
  ];
  return [
    `${seen.operation} (${[`parallel ${parallel}`, ...mishaps].join(", ")}): ${seen.result}`,
    ...program.map((resource) => `  ${JSON.stringify(interesting(resource))}`),
    ...seen.steps.map((step) => `  > ${short(step)}`),
    ...seen.deeds.map(
      ({ call, urn, id, began, ended, failed }) =>
        `  ! ${began}-${ended} ${call} ${short(urn)} ${id}${failed ? " failed" : ""}`,
    ),
    ...seen.errors.map((error) => `  error: ${short(error)}`),
  ];
}

/** Without what is as usual. */
function interesting(resource: Program[number]): object {
  return Object.fromEntries(
    Object.entries(resource).filter(
      ([key, value]) =>
        key === "name" ||
        (value !== undefined && value !== false && value !== 0 && !(Array.isArray(value) && value.length === 0)),
    ),
  );
}
