import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** What the things of the test programs are: files in the folder `world`. */
interface Properties {
  readonly name: string;
  readonly fail?: string;
  readonly delayMs?: number;
  readonly deleteFirst?: boolean;
  readonly [key: string]: unknown;
}

function fileOf(id: string): string {
  return `world/${id}.json`;
}

function log(call: string, properties: Properties): void {
  appendFileSync("world/calls.log", `${call} ${properties.name}\n`);
}

function visible(properties: Properties): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** A resource that exists but is not in order, as the dynamic plugin wants to be told. */
function half(id: string, properties: Properties): Error {
  return Object.assign(new Error("half done"), { id, properties, reasons: ["not ready", "still not ready"] });
}

export async function check(_olds: Properties, news: Properties): Promise<unknown> {
  log("check", news);
  if (news.fail === "check") return { inputs: news, failures: [{ property: "size", reason: "it is too small" }] };
  return { inputs: news };
}

export async function diff(_id: string, olds: Properties, news: Properties): Promise<unknown> {
  log("diff", news);
  if (news.text === "by-inputs") return {};
  const keys = ["size", "text", "secret", "list", "fail", "shape"];
  const changed = keys.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
  return {
    changes: changed.length > 0,
    replaces: changed.filter((key) => key === "shape"),
    deleteBeforeReplace: news.deleteFirst === true,
  };
}

export async function create(inputs: Properties): Promise<unknown> {
  log("create", inputs);
  await setTimeout(inputs.delayMs ?? 0);
  if (inputs.fail === "create") throw new Error(`cannot create ${inputs.name}`);
  const id = `${inputs.name}-${randomBytes(3).toString("hex")}`;
  writeFileSync(fileOf(id), JSON.stringify(visible(inputs)));
  const outs = { ...inputs, token: inputs.text === "service" ? String(startService()) : `token of ${id}` };
  if (inputs.fail === "create-half") throw half(id, outs);
  return { id, outs };
}

/** A process that is to go on when its provider has ended. */
function startService(): number | undefined {
  const service = spawn(process.execPath, ["-e", "setTimeout(() => {}, 120_000)"], { detached: true, stdio: "ignore" });
  service.unref();
  return service.pid;
}

export async function update(id: string, olds: Properties, news: Properties): Promise<unknown> {
  log("update", news);
  await setTimeout(news.delayMs ?? 0);
  if (news.fail === "update") throw new Error(`cannot update ${news.name}`);
  writeFileSync(fileOf(id), JSON.stringify(visible(news)));
  const outs = { ...news, token: olds.token };
  if (news.fail === "update-half") throw half(id, outs);
  return { outs };
}

export async function read(id: string, properties: Properties): Promise<unknown> {
  log("read", properties);
  if (properties.fail === "read") throw new Error(`cannot read ${properties.name}`);
  if (!existsSync(fileOf(id))) return {};
  const found = JSON.parse(readFileSync(fileOf(id), "utf8")) as Properties;
  return { id, props: { ...properties, ...found }, inputs: found };
}

export async function remove(id: string, properties: Properties): Promise<void> {
  log("delete", properties);
  await setTimeout(properties.delayMs ?? 0);
  if (properties.fail === "delete") throw new Error(`cannot delete ${properties.name}`);
  rmSync(fileOf(id));
}
