import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { hang } from "../../lab/faults/hang.ts";
import { type Load, startLoad } from "../../lab/load/generator.ts";
import type { LoadResult } from "../../lab/load/result.ts";
import { configCommands } from "../steps/config-commands.ts";
import type { CommandResult, PulumiCommands } from "./command.ts";
import type { DemoFolder } from "./folder.ts";
import { runEntries, runningPids, whatIsLeft } from "./processes.ts";
import { reasonIn } from "./reason.ts";
import type { Recording, StepRecord } from "./record.ts";
import type { DemoPorts } from "./releases.ts";
import type { RevisionNames } from "./revision-names.ts";
import { choiceOf } from "./stack-config.ts";
import type { Progress } from "./status.ts";
import type { Asked, Step } from "./story.ts";
import { eventsOf, weightsInGateway } from "./traffic.ts";

const REQUESTS_PER_SECOND = 60;
/** Above the gateway's 10 s for an answer: a request that hangs is answered by somebody. */
const REQUEST_TIMEOUT_MS = 12_000;
/** Far above what the story takes. */
const LOAD_LIMIT_SECONDS = 1800;
const TICK_MS = 500;
const RECENT_MS = 3000;

export interface StageSettings {
  readonly folder: DemoFolder;
  readonly ports: DemoPorts;
  readonly names: RevisionNames;
  readonly commands: PulumiCommands;
  /** Aborted when the demo is to end before its time. */
  readonly signal: AbortSignal;
}

/** A command ended otherwise than the story needs to go on. */
export class UnexpectedEnd extends Error {
  readonly command: CommandResult;

  constructor(step: string, command: CommandResult) {
    super(`step ${step}: ${command.line} ended with exit code ${command.exitCode}, which was not expected`);
    this.name = "UnexpectedEnd";
    this.command = command;
  }
}

/** Plays steps of the story on real processes, under load, and records what it sees. */
export class Stage {
  private readonly settings: StageSettings;
  private readonly load: Load;
  private readonly results: LoadResult[] = [];
  private readonly steps: StepRecord[] = [];
  private readonly seen = new Map<string, ReturnType<typeof runEntries>[number]>();
  private asked: Asked | undefined;

  constructor(settings: StageSettings) {
    this.settings = settings;
    this.load = startLoad({
      url: `http://127.0.0.1:${settings.ports.proxy}`,
      requestsPerSecond: REQUESTS_PER_SECOND,
      maxSeconds: LOAD_LIMIT_SECONDS,
      timeoutMs: REQUEST_TIMEOUT_MS,
      expectSuccess: true,
      onResult: (result) => this.results.push(result),
    });
  }

  /**
   * Brings config to what the step asks, runs its command, and leaves things for a while.
   *
   * @returns what came of it, for people
   * @throws UnexpectedEnd, when the command failed and should not have, or the other way round
   */
  async play(step: Step, show: (progress: Progress) => void): Promise<string[]> {
    const begunAt = Date.now();
    let phase = "config";
    const tick = () => show(this.progressSince(begunAt, phase, step.command === "up"));
    const ticker = setInterval(tick, TICK_MS);
    try {
      await this.configure(step);
      phase = `pulumi ${step.command}`;
      const { command, record } = await this.run(step);
      this.steps.push(record);
      const fails = step.expect.ends.kind === "fails";
      if (fails !== (command.exitCode !== 0)) throw new UnexpectedEnd(step.id, command);
      phase = "let it be";
      await sleep(step.holdSeconds * 1000, undefined, { signal: this.settings.signal });
      const seconds = `${((record.endedAt - record.startedAt) / 1000).toFixed(1)} s`;
      tick();
      if (step.expect.ends.kind === "well") return [seconds];
      const { because } = step.expect.ends;
      const reason = reasonIn(command.output, because) ?? `it does not say "${because}"`;
      return [`${seconds}, exit code ${command.exitCode}, as expected`, `whole output: ${command.log}`, reason];
    } finally {
      clearInterval(ticker);
    }
  }

  /** Ends the load and waits for its last answers. */
  async stopLoad(): Promise<void> {
    await this.load.stop();
  }

  /** All that has been seen. Complete when the load has stopped. */
  recording(): Recording {
    return { steps: this.steps, events: eventsOf(this.settings.folder), results: this.results };
  }

  private async configure(step: Step): Promise<void> {
    const { commands, signal } = this.settings;
    for (const args of configCommands(this.asked && choiceOf(this.asked), choiceOf(step.asked))) {
      const command = await commands.onStack(`${step.id}-config`, args, signal);
      if (command.exitCode !== 0) throw new UnexpectedEnd(step.id, command);
    }
    this.asked = step.asked;
  }

  private async run(step: Step): Promise<{ command: CommandResult; record: StepRecord }> {
    const { folder, ports, commands, signal } = this.settings;
    this.noteProcesses();
    const before = runningPids(folder);
    const hungAt = step.fault === undefined ? undefined : await this.hangCanary(before);
    const args = [step.command, "--yes", "--skip-preview"];
    const command = await commands.onStack(`${step.id}-${step.command}`, args, signal);
    signal.throwIfAborted();
    this.noteProcesses();
    const isDestroyed = step.command === "destroy";
    const record: StepRecord = {
      step,
      startedAt: command.startedAt,
      endedAt: command.endedAt,
      exitCode: command.exitCode,
      output: command.output,
      loadPerCpu: (os.loadavg()[0] ?? 0) / os.availableParallelism(),
      ...(hungAt === undefined ? {} : { hungAt }),
      weights: isDestroyed ? {} : await weightsInGateway(ports.admin).catch(() => ({})),
      pids: { before, after: runningPids(folder) },
      ...(isDestroyed ? { left: await whatIsLeft(folder, [...this.seen.values()], ports) } : {}),
    };
    return { command, record };
  }

  /**
   * ai-pipeline of the canary hangs, and with it what calls it. Its automation-service still answers, with an error after
   * 5 s, so every request that was sent to the canary can be told.
   */
  private async hangCanary(pids: Readonly<Record<string, number>>): Promise<number> {
    const release = this.asked?.canary ?? "next";
    const revision = this.settings.names[release].aiPipeline ?? "";
    const at = Date.now();
    await hang({ pid: pids[revision] ?? 0, revision });
    return at;
  }

  private noteProcesses(): void {
    for (const entry of runEntries(this.settings.folder)) this.seen.set(entry.token, entry);
  }

  /** @param isLive whether users are to be served at all. */
  private progressSince(begunAt: number, phase: string, isLive: boolean): Progress {
    const now = Date.now();
    return {
      elapsedSeconds: (now - begunAt) / 1000,
      phase,
      events: eventsOf(this.settings.folder).filter(({ at }) => at >= begunAt),
      ...(isLive ? { recent: this.results.filter(({ finishedAt }) => finishedAt >= now - RECENT_MS) } : {}),
      steady: this.settings.names.steady.automationService ?? "",
    };
  }
}
