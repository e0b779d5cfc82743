/**
 * A stand-in for docker in the tests of these scripts, where no engine runs: an "image" is a service of the working tree,
 * and a "container" is that service's own entry as a process of this machine. It knows the commands and options that the
 * scripts use and refuses every other with docker's 125, so that a script cannot come to use more than was thought of.
 *
 * Not like docker: `run` returns only when the service listens or has ended, because its port is known only then; a port
 * inside is any free one, so that a URL in --env that names a container of the network is rewritten; --read-only,
 * --cap-drop and --security-opt change nothing; health is asked when somebody looks; `build` reads no Dockerfile.
 */
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startTimeOf } from "../../components/platforms/local/process/proc.ts";
import { type Container, DoubleState, type Image } from "./docker-state.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");
const INJECT = path.join(ROOT, "lab/faults/inject.ts");
const POLL_MS = 20;
const STATE_AND_HEALTH = "{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}";
const IMAGE_ID = "{{.Id}}";
const ID_OF_BUILDS = `sha256:${"0123".repeat(16)}`;
const VERSION_LABEL = '{{index .Config.Labels "org.opencontainers.image.version"}}';

const text = { type: "string" } as const;
const list = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;
const RUN_OPTIONS = {
  detach: flag,
  name: text,
  network: text,
  "network-alias": text,
  pull: text,
  publish: text,
  "read-only": flag,
  "cap-drop": text,
  "security-opt": text,
  "health-interval": text,
  env: list,
} as const;

/** What docker itself says no to. */
class Refusal extends Error {
  readonly status: number;
  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

const state = new DoubleState(process.env.DOCKER_DOUBLE ?? "");

async function main(args: readonly string[]): Promise<void> {
  state.recordCall(args);
  const [first = "", second = ""] = args;
  switch (first) {
    case "network":
      return second === "create" ? state.createNetwork(only(args.slice(2))) : removeNetwork(args.slice(1));
    case "run":
      return await run(args.slice(1));
    case "inspect":
      return await inspect(args.slice(1));
    case "port":
      return port(args.slice(1));
    case "logs":
      return say(fs.readFileSync(state.logOf(containerNamed(only(args.slice(1))).name), "utf8"));
    case "rm":
      return await remove(args.slice(1));
    case "build":
      return build(args.slice(1));
    case "image":
      return second === "inspect" ? inspectImage(args.slice(2)) : refuse(args);
    case "push":
      return push(args.slice(1));
    case "save":
      return save(args.slice(1));
    default:
      return refuse(args);
  }
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: RUN_OPTIONS, allowPositionals: true });
  const { name = "", network = "", "network-alias": alias = "", publish = "", env = [] } = values;
  const [, inside = ""] = /^127\.0\.0\.1::(\d+)$/.exec(publish) ?? [];
  if (!values.detach || values.pull !== "never" || name === "" || inside === "") refuse(["run", ...args]);
  if (!state.hasNetwork(network)) throw new Refusal(`network ${network} not found`, 125);
  const image = state.image(only(positionals));
  if (!image) throw new Refusal(`No such image: ${positionals[0]}`, 125);
  const log = fs.openSync(state.logOf(name), "w");
  const preload = image.fault === undefined ? [] : ["--import", INJECT];
  const entry = path.join(ROOT, "services", image.service, "main.ts");
  const child = spawn(process.execPath, [...preload, entry], {
    cwd: ROOT,
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...environmentOf(image), ...Object.fromEntries(env.map((entry) => onThisMachine(entry, network))) },
  });
  if (child.pid === undefined) throw new Refusal(`cannot start ${entry}`, 125);
  child.unref();
  const { brokenHealthCheck = false } = image;
  const container = { name, network, alias, inside, pid: child.pid, brokenHealthCheck };
  // Noted before it listens: whoever is interrupted now must find it.
  state.writeContainer({ ...container, outside: null });
  state.writeContainer({ ...container, outside: await listeningPort(container) });
  say(`${name}\n`);
}

/** Only what the image and the command give: the tests' own settings are none of a container's. */
function environmentOf({ environment = {}, fault }: Image): Record<string, string> {
  const faults: Record<string, string> = fault === undefined ? {} : { LAB_FAULT: JSON.stringify(fault) };
  return { PATH: process.env.PATH ?? "", PORT: "0", ...environment, ...faults };
}

function onThisMachine(entry: string, network: string): [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]*)=(.*)$/s.exec(entry) ?? refuse(["run", "--env", entry]);
  const [, alias, inside] = /^http:\/\/([^:/]+):(\d+)$/.exec(value) ?? [];
  if (alias === undefined) return [name, value];
  const there = state.containers().find((c) => c.network === network && c.alias === alias && c.inside === inside);
  // As a name that the network does not know: nothing answers there.
  return [name, there?.outside ? `http://127.0.0.1:${there.outside}` : "http://127.0.0.1:1"];
}

async function listeningPort({ name, pid }: { name: string; pid: number }): Promise<number | null> {
  while (startTimeOf(pid) !== null) {
    const port = /"event":"listening".*?"http":(\d+)/.exec(fs.readFileSync(state.logOf(name), "utf8"))?.[1];
    if (port !== undefined) return Number(port);
    await sleep(POLL_MS);
  }
  return null;
}

async function inspect(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: { format: text }, allowPositionals: true });
  if (values.format !== STATE_AND_HEALTH) refuse(["inspect", ...args]);
  const container = containerNamed(only(positionals));
  say(startTimeOf(container.pid) === null ? "exited unhealthy\n" : `running ${await healthOf(container)}\n`);
}

async function healthOf({ outside, brokenHealthCheck }: Container): Promise<string> {
  if (outside === null) return "starting";
  const { ok } = await fetch(`http://127.0.0.1:${outside}/health`);
  return ok && !brokenHealthCheck ? "healthy" : "unhealthy";
}

function port(args: readonly string[]): void {
  const [name = "", inside = ""] = args;
  const container = containerNamed(name);
  if (startTimeOf(container.pid) === null || `${container.inside}/tcp` !== inside) {
    throw new Refusal(`no public port '${inside}' published for ${name}`);
  }
  say(`127.0.0.1:${container.outside}\n`);
}

async function remove(args: string[]): Promise<void> {
  const { positionals } = parseArgs({ args, options: { force: flag, volumes: flag }, allowPositionals: true });
  const container = containerNamed(only(positionals));
  if (startTimeOf(container.pid) !== null) process.kill(container.pid, "SIGKILL");
  while (startTimeOf(container.pid) !== null) await sleep(POLL_MS);
  state.removeContainer(container.name);
}

function removeNetwork(args: readonly string[]): void {
  if (args[0] !== "rm") refuse(["network", ...args]);
  const name = only(args.slice(1));
  if (!state.hasNetwork(name)) throw new Refusal(`network ${name} not found`);
  const users = state.containers().filter(({ network }) => network === name);
  if (users.length > 0)
    throw new Refusal(`network ${name} has active endpoints: ${users.map((c) => c.name).join(", ")}`);
  state.removeNetwork(name);
}

function build(args: string[]): void {
  const options = { file: text, tag: text, "build-arg": list } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const file = path.relative(only(positionals), values.file ?? "");
  const [, service] = /^services\/([^/]+)\/Dockerfile$/.exec(file) ?? refuse(["build", ...args]);
  const given = values["build-arg"]?.find((entry) => entry.startsWith("VERSION="))?.slice("VERSION=".length);
  state.addImage(values.tag ?? "", { service: service ?? "", label: state.labelOfBuilds() ?? given });
}

function inspectImage(args: string[]): void {
  const { values, positionals } = parseArgs({ args, options: { format: text }, allowPositionals: true });
  const image = state.image(only(positionals));
  if (!image) throw new Refusal(`No such image: ${positionals[0]}`);
  if (values.format === IMAGE_ID) say(`${ID_OF_BUILDS}\n`);
  else if (values.format === VERSION_LABEL) say(`${image.label ?? ""}\n`);
  else refuse(["image", "inspect", ...args]);
}

/** To nowhere: only that it was asked for. */
function push(args: readonly string[]): void {
  if (!state.image(only(args))) throw new Refusal(`No such image: ${args[0]}`);
}

function save(args: string[]): void {
  const { values, positionals } = parseArgs({ args, options: { output: text }, allowPositionals: true });
  fs.writeFileSync(values.output ?? refuse(["save", ...args]), only(positionals));
}

function containerNamed(name: string): Container {
  const container = state.containers().find((candidate) => candidate.name === name);
  if (!container) throw new Refusal(`No such container: ${name}`);
  return container;
}

function only(words: readonly string[]): string {
  const [word] = words;
  if (word === undefined || words.length > 1) refuse(words);
  return word;
}

function refuse(args: readonly string[]): never {
  throw new Refusal(`the stand-in for docker does not know: docker ${args.join(" ")}`, 125);
}

function say(words: string): void {
  process.stdout.write(words);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Refusal ? error.status : 125;
}
