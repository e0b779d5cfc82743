/** Entries of the state, of the event log and of the world, as JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Something that is done to a project, and what must come of it. */
export interface Scenario {
  readonly name: string;
  /** The rest of Pulumi.yaml. */
  readonly project?: string;
  /** Path in the project → text; there before the first step. */
  readonly files?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** Why what the two engines tell and store cannot be compared. Both are held to what is expected all the same. */
  readonly incomparable?: string;
}

/** One command, on a project that may have been changed before. */
export interface Step {
  /** The program from now on, after the imports of `pulumi` and of world/sdk.ts. */
  readonly program?: string;
  /** What another hand did to the world: id → properties that changed; null takes the item away. */
  readonly world?: Readonly<Record<string, JsonObject | null>>;
  /** Files that change: path in the project → text; null removes. */
  readonly files?: Readonly<Record<string, string | null>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments of `pulumi`, split at blanks. */
  readonly run: string;
  /** The command's standard input. */
  readonly input?: string;
  /**
   * Something that happens while the command runs, once the provider was asked for this call, as `create slow`. An item
   * whose `hold` is the call's verb does not answer before that has happened.
   */
  readonly during?: { readonly call: string } & ({ readonly signal: NodeJS.Signals } | { readonly step: Step });
  readonly expect: Expectation;
}

/**
 * What must be true after a command. Only what is named is asserted, but what is named is asserted completely: the
 * lists and the sets of keys are the whole ones.
 */
export interface Expectation {
  /** Default: 0. */
  readonly exit?: number | "killed";
  /** `<op> <name>` for each step that began, in any order; `stack` names the stack. See `stepsOf`. */
  readonly steps?: readonly string[];
  /** The summary's counts. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Each must be in a diagnostic of its severity or in the command's standard error. */
  readonly errors?: readonly (string | RegExp)[];
  readonly warnings?: readonly (string | RegExp)[];
  /** What must be in standard output. */
  readonly shows?: readonly (string | RegExp)[];
  /** What must be neither in standard output nor in standard error. */
  readonly hides?: readonly string[];
  /** The standard output as JSON; objects may have more. */
  readonly json?: unknown;
  /** The stack's outputs, secrets in clear. */
  readonly outputs?: JsonObject;
  /** Part of each entry of the state but for the stack and default providers, by name; see `entryName`. */
  readonly state?: Readonly<Record<string, JsonObject>>;
  /** `<type> <name>` */
  readonly pending?: readonly string[];
  /** What the provider was asked to do by this command; those in a list of their own in any order. */
  readonly calls?: readonly (string | readonly string[])[];
  /** Part of each item that exists after it, by id. */
  readonly world?: Readonly<Record<string, JsonObject>>;
}

/** Without the preview, which would cost every step a start of the program more. */
export const UP = "up --yes --skip-preview";
export const DESTROY = "destroy --yes --skip-preview";
export const REFRESH = "refresh --yes --skip-preview";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** A secret as `stack export --show-secrets` shows it. */
export function secret(value: unknown): JsonObject {
  return { ...SECRET, plaintext: JSON.stringify(value) };
}

/** A secret as a provider gets it that can keep secrets. */
export function wrapped(value: unknown): JsonObject {
  return { ...SECRET, value };
}
