import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** Values as the protocol has them: JSON, with secrets and unknowns as the engine marks them. */
export type Properties = Record<string, unknown>;

/** What is not in order with a resource that exists nevertheless. */
export class HalfDoneError extends Error {
  readonly id: string;
  readonly outputs: Properties;
  readonly reasons: readonly string[];

  constructor(id: string, outputs: Properties, reasons: readonly string[]) {
    super("half done");
    this.id = id;
    this.outputs = outputs;
    this.reasons = reasons;
  }
}

export interface Difference {
  readonly changes: "unknown" | "none" | "some";
  readonly changed: readonly string[];
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly detailed: boolean;
}

/** A call to change or look at an item. */
export interface Call {
  readonly name: string;
  readonly preview: boolean;
  /** In seconds; 0 where the program gives none. */
  readonly timeout: number;
}

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const CALLS = "world/calls.log";
const HOLD_POLL_MS = 50;
/** What the world adds to the inputs. */
const COMPUTED: readonly string[] = ["token", "revision", "minted"];

function note(verb: string, call: Call): void {
  const timeout = call.timeout === 0 ? "" : ` within ${call.timeout} s`;
  appendFileSync(CALLS, `${verb} ${call.name}${call.preview ? " (preview)" : ""}${timeout}\n`);
}

function fileOf(id: string): string {
  return `world/${id}.json`;
}

function found(id: string): Properties | undefined {
  return existsSync(fileOf(id)) ? JSON.parse(readFileSync(fileOf(id), "utf8")) : undefined;
}

/** Ids tell which of the creations of a name it was, so that they are the same in every run of a scenario. */
function newId(name: string): string {
  const earlier = readFileSync(CALLS, "utf8").split("\n");
  return `${name}-${earlier.filter((line) => line.split(" within")[0] === `create ${name}`).length}`;
}

/**
 * What changes an item takes `delay` ms; what its `hold` names, as `create`, does not end before the runner of the
 * scenarios says so.
 */
async function takingItsTime(verb: string, call: Call, inputs: Properties): Promise<void> {
  await setTimeout(Number(inputs.delay ?? 0));
  while (inputs.hold === verb && !existsSync(`world/released ${verb} ${call.name}`)) await setTimeout(HOLD_POLL_MS);
}

/** With `mint`, the world makes up a secret. */
function minted(inputs: Properties, id: string): Properties {
  if (inputs.mint !== true) return {};
  return { minted: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: `key of ${id}` } };
}

export function checkFailures(inputs: Properties): { readonly property: string; readonly reason: string }[] {
  return inputs.fail === "check" ? [{ property: "size", reason: "it is too small" }] : [];
}

export function difference(olds: Properties, news: Properties): Difference {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter((key) => !key.startsWith("__"));
  const changed = keys.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key])).toSorted();
  if (news.vague === true) {
    return { changes: "unknown", changed: [], replaces: [], deleteBeforeReplace: false, detailed: false };
  }
  return {
    changes: changed.length > 0 ? "some" : "none",
    changed,
    replaces: changed.filter((key) => key === "shape"),
    deleteBeforeReplace: news.deleteFirst === true,
    detailed: news.detailed === true,
  };
}

export async function create(call: Call, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
  note("create", call);
  if (call.preview) return { id: "", outputs: { ...inputs, token: UNKNOWN, revision: 1 } };
  const id = newId(call.name);
  await takingItsTime("create", call, inputs);
  if (inputs.fail === "create") throw new Error(`cannot create ${call.name}`);
  const outputs = { ...inputs, ...minted(inputs, id), token: `token of ${id}`, revision: 1 };
  writeFileSync(fileOf(id), JSON.stringify(outputs));
  if (inputs.fail === "create-half") throw new HalfDoneError(id, outputs, ["not ready", "still not ready"]);
  return { id, outputs };
}

export async function update(call: Call, id: string, olds: Properties, inputs: Properties): Promise<Properties> {
  note("update", call);
  if (call.preview) return { ...inputs, token: olds.token, revision: UNKNOWN };
  await takingItsTime("update", call, inputs);
  if (inputs.fail === "update") throw new Error(`cannot update ${call.name}`);
  const outputs = { ...inputs, ...minted(inputs, id), token: `token of ${id}`, revision: Number(olds.revision) + 1 };
  writeFileSync(fileOf(id), JSON.stringify(outputs));
  if (inputs.fail === "update-half") throw new HalfDoneError(id, outputs, ["not ready"]);
  return outputs;
}

/** Whether it fails is for the world to say, not for the state: another hand can mend it between two runs. */
export async function remove(call: Call, id: string): Promise<void> {
  note("delete", call);
  const item = found(id);
  if (item === undefined) return;
  await takingItsTime("delete", call, item);
  if (item.fail === "delete") throw new Error(`cannot delete ${call.name}`);
  rmSync(fileOf(id));
}

/** @returns undefined when there is no such item */
export async function read(call: Call, id: string): Promise<{ inputs: Properties; outputs: Properties } | undefined> {
  note("read", call);
  const outputs = found(id);
  if (outputs === undefined) return undefined;
  if (outputs.fail === "read") throw new Error(`cannot read ${call.name}`);
  const inputs = Object.fromEntries(Object.entries(outputs).filter(([key]) => !COMPUTED.includes(key)));
  if (outputs.fail === "read-half") throw new HalfDoneError(id, outputs, ["not ready"]);
  return { inputs, outputs };
}

/** The function `world:index:lookup`. */
export function lookup(id: string): Properties {
  appendFileSync(CALLS, `lookup ${id}\n`);
  const item = found(id);
  if (item === undefined) throw new Error(`there is no item ${id}`);
  return item;
}
