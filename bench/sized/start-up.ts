/** A moment that the engine marks on Node's performance timeline (engine/moments.ts), in ms since its process began. */
export interface Moment {
  readonly name: string;
  readonly at: number;
}

/** What a command's time is made of, in ms. Load, boot and derivation run beside each other where they can. */
export interface StartUp {
  /** From the spawn of the program to the end of its process: npm's own, and the same whatever the engine. */
  readonly program: number;
  /** From the spawn of the program to the registration of its stack. */
  readonly programLoad: number;
  /** From the spawn of the dynamic plugin to its port. */
  readonly pluginBoot: number;
  readonly keyDerivation: number;
  /** What is left of the whole without the time in which load, boot or derivation was under way. */
  readonly rest: number;
}

const SPANS = {
  program: ["engine: program started", "engine: program ended"],
  programLoad: ["engine: program started", "engine: stack registered"],
  pluginBoot: ["engine: plugin started", "engine: plugin ready"],
  keyDerivation: ["engine: key derivation began", "engine: key derived"],
} as const;

/** @param whole the process's time from its start to its end, in ms. @throws Error when a moment is missing */
export function startUpOf(moments: readonly Moment[], whole: number): StartUp {
  const at = (name: string): number => {
    const moment = moments.find((candidate) => candidate.name === name);
    if (moment === undefined) throw new Error(`the engine did not mark "${name}"`);
    return moment.at;
  };
  const span = ([from, to]: readonly [string, string]) => [at(from), at(to)] as const;
  const starting = {
    programLoad: span(SPANS.programLoad),
    pluginBoot: span(SPANS.pluginBoot),
    keyDerivation: span(SPANS.keyDerivation),
  };
  return {
    program: lengthOf(span(SPANS.program)),
    programLoad: lengthOf(starting.programLoad),
    pluginBoot: lengthOf(starting.pluginBoot),
    keyDerivation: lengthOf(starting.keyDerivation),
    rest: whole - lengthOfUnion(Object.values(starting)),
  };
}

type Span = readonly [from: number, to: number];

function lengthOf([from, to]: Span): number {
  return to - from;
}

function lengthOfUnion(spans: readonly Span[]): number {
  let covered = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    covered += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return covered;
}
