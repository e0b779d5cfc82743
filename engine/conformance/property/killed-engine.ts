import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { EngineEvent } from "../../deployment/events.ts";
import type { DeploymentResult } from "../../deployment/request.ts";
import type { Snapshot } from "../../deployment/state/snapshot.ts";
import type { Engine, EngineTask } from "./engine.ts";

/** When an engine kills itself: the n-th time (from 0) that it stores a state, before, while or after it does. */
export interface SaveKill {
  readonly save: number;
  readonly when: "before" | "while" | "after";
}

/** What the process is told. */
export interface ProcessTask extends EngineTask {
  /** Where the state is stored; the file is there when there is one. */
  readonly file: string;
  readonly kill: SaveKill | undefined;
}

/** What the process tells. */
export type ProcessMessage = { readonly event: EngineEvent } | { readonly result: DeploymentResult } | "stored";

const PROCESS = new URL("./engine-process.ts", import.meta.url);

/** How long a message between two processes takes at most, in ms: more only makes more happen at once. */
const PAUSE_MS = 5;

/**
 * An engine that is a process of its own, with its state in a file. It gets a SIGKILL when the turns are over, or by
 * its own hand.
 */
export function killedEngine(kill: SaveKill | undefined): Engine {
  return {
    pause: () => setTimeout(PAUSE_MS),
    async start({ task, snapshot, turns, emit, onStored }) {
      const folder = await mkdtemp(join(tmpdir(), "engine-killed-"));
      const file = join(folder, "state.json");
      if (snapshot !== undefined) await writeFile(file, JSON.stringify(snapshot));
      const child = fork(PROCESS, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
      let result: DeploymentResult | undefined;
      child.on("message", (message: ProcessMessage) => {
        turns.noteActivity();
        if (message === "stored") onStored();
        else if ("event" in message) emit(message.event);
        else result = message.result;
      });
      const toDo: ProcessTask = { ...task, file, kill };
      child.send(toDo);
      void turns.ended.then(() => child.kill("SIGKILL"));
      const ended = once(child, "exit").then(async () => {
        turns.end();
        onStored();
        const left = readState(file);
        await rm(folder, { recursive: true });
        stored = () => left;
        return result;
      });
      let stored = (): Snapshot | undefined => readState(file);
      return { ended, stored: () => stored() };
    },
  };
}

/** @throws SyntaxError for a state that is not whole */
export function readState(file: string): Snapshot | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
