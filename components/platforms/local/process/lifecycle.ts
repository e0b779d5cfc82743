import type { Lifecycle } from "../../../../dynamic/lifecycle.ts";
import { endAbandoned, endNamesakes, takeOver } from "./leftovers.ts";
import { firstTaken, portInUseError } from "./ports.ts";
import { isRunning } from "./proc.ts";
import { RunFolder, type StartedEntry } from "./run-folder.ts";
import { changedProperties, type ProcessSpec } from "./spec.ts";
import { start } from "./start.ts";
import { stop } from "./stop.ts";

/** What the resource records of a running process besides its spec. */
export interface ProcessOutputs {
  readonly pid: number;
  /** Clock ticks between the machine's boot and the start of the process. */
  readonly startTime: number;
  readonly token: string;
  readonly lease: string;
  /** `http` of a service; `proxy`, `admin` and `status` of the gateway; else the last part of a fixed port's config key. */
  readonly ports: Readonly<Record<string, number>>;
  /** `host:port` of the first of its ports. */
  readonly address: string;
  readonly url: string;
  /** Path of its log, relative to the project root. */
  readonly log: string;
}

/** A process on this machine that outlives the deployment which starts it. */
export const lifecycle: Lifecycle<ProcessSpec, ProcessOutputs> = {
  /** A port that somebody else holds is told before anything of the update is made, in a preview too. */
  async check(olds, news) {
    const own = new Set((olds.fixedPorts ?? []).map(({ port }) => port));
    const isLeftover = new RunFolder(news.home).list().some(({ name }) => name === news.name);
    const taken = isLeftover ? undefined : await firstTaken(news.fixedPorts.filter(({ port }) => !own.has(port)));
    if (!taken) return { inputs: news };
    return { inputs: news, failures: [{ property: "fixedPorts", reason: portInUseError(taken, news.name).message }] };
  },

  async diff(_id, olds, news) {
    const replaces = changedProperties(olds, news);
    return { changes: replaces.length > 0, replaces, deleteBeforeReplace: news.fixedPorts.length > 0 };
  },

  async create(spec) {
    const folder = new RunFolder(spec.home);
    const taken = await takeOver(spec, folder);
    // In state there is no namesake any more: with fixed ports the predecessor is deleted before its replacement is made.
    if (!taken && spec.fixedPorts.length > 0) await endNamesakes(spec.name, folder);
    const entry = taken ?? (await start(spec, folder));
    await endAbandoned(folder);
    return { id: `${spec.name}/${entry.pid}`, outs: { ...spec, ...outputsOf(entry) } };
  },

  async read(id, props) {
    return isRunning(props) ? { id, props } : {};
  },

  async delete(_id, props) {
    const folder = new RunFolder(props.home);
    const entry = folder.find(props.name, props.token);
    // A later create has taken this process over; it is no longer this resource's to end.
    if (entry?.phase === "started" && entry.lease !== props.lease) return;
    await stop(props, props.graceMs);
    folder.remove(props);
    await endAbandoned(folder);
  },
};

function outputsOf({ pid, startTime, token, lease, ports, log }: StartedEntry): ProcessOutputs {
  const address = `127.0.0.1:${Object.values(ports)[0]}`;
  return { pid, startTime, token, lease, ports, address, url: `http://${address}`, log };
}
