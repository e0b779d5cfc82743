import { arch, platform } from "node:os";
import type { EngineEvent } from "../deployment/events.ts";
import type { DeploymentResult } from "../deployment/request.ts";
import { CommandError, EXIT_CODE, type ExitCode } from "./command-error.ts";
import { DiffDisplay } from "./display/diff-display.ts";
import { countsAsChange, SUMMARY_ORDER } from "./display/operations.ts";
import { ANSI, type Palette, PLAIN } from "./display/palette.ts";
import { previewDigest } from "./display/preview-digest.ts";
import { ProgressDisplay } from "./display/progress-display.ts";
import { nameOf, typeOf } from "./display/urn.ts";
import { type EventLog, openEventLog } from "./event-log.ts";
import { type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { type PreparedStack, prepareStack, type RunOptions, runOperation, visibleConfig } from "./operation.ts";
import type { Session } from "./session.ts";
import { formatJson } from "./table.ts";
import { VERSION } from "./version.ts";

export type Operation = RunOptions["operation"];

export interface DeployOptions {
  readonly stack?: string;
  readonly configFile?: string;
  readonly message?: string;
  readonly parallel: number;
  readonly refresh?: boolean;
  readonly diff?: boolean;
  readonly expectNoChanges?: boolean;
  readonly suppressOutputs?: boolean;
  readonly eventLog?: string;
  readonly execKind: string;
  readonly yes?: boolean;
  readonly skipPreview?: boolean;
  readonly json?: boolean;
  readonly color?: "always" | "never" | "auto";
}

const HEADLINES: Readonly<Record<Operation, string>> = {
  preview: "Previewing update",
  update: "Updating",
  refresh: "Refreshing",
  destroy: "Destroying",
};

/** One command's way from its stack to its exit code. */
export class Deployment {
  readonly #session: Session;
  readonly #operation: Operation;
  readonly #options: DeployOptions;

  constructor(session: Session, operation: Operation, options: DeployOptions) {
    this.#session = session;
    this.#operation = operation;
    this.#options = options;
  }

  async run(): Promise<ExitCode> {
    const { stack: name, configFile, yes, skipPreview, eventLog } = this.#options;
    const allowed = yes === true || skipPreview === true || this.#operation === "preview";
    if (!allowed && !this.#session.terminal.interactive) {
      throw new CommandError(
        "--yes or --skip-preview or --preview-only must be passed in to proceed when running in non-interactive mode",
        EXIT_CODE.noConfirmation,
      );
    }
    const reference = await this.#session.requireStack(name);
    const stack = await prepareStack(this.#session, reference, this.#session.stackFile(reference, configFile));
    const log = eventLog === undefined ? undefined : openEventLog(eventLog);
    const interrupts = listenForInterrupts((line) => this.#print(line));
    try {
      return this.#operation === "preview"
        ? this.#exitCode(await this.#deploy(stack, "preview", interrupts, log))
        : await this.#session.backend.withLock(reference, () => this.#confirmed(stack, interrupts, log));
    } finally {
      interrupts.dispose();
      log?.close();
    }
  }

  /** What is JSON stays alone on standard output. */
  #print(line: string): void {
    if (this.#options.json === true) {
      this.#session.terminal.printError(line);
    } else {
      this.#session.terminal.print(line);
    }
  }

  /** Preview, question, operation; the stack is locked. */
  async #confirmed(stack: PreparedStack, interrupts: Interrupts, log: EventLog | undefined): Promise<ExitCode> {
    const { yes, skipPreview } = this.#options;
    if (skipPreview !== true) {
      if (!(await this.#preview(stack, interrupts, log))) {
        return EXIT_CODE.failure;
      }
      if (yes !== true && !(await this.#isApproved())) {
        this.#print(`confirmation declined, not proceeding with the ${this.#operation}`);
        return EXIT_CODE.failure;
      }
    }
    const start = Date.now();
    const result = await this.#deploy(stack, this.#operation, interrupts, log);
    await this.#record(stack, result, start);
    if (this.#operation === "destroy" && result.result === "succeeded") {
      this.#print(
        "The resources in the stack have been deleted, but the history and configuration associated with the stack are still maintained.\n" +
          `If you want to remove the stack completely, run \`pulumi stack rm ${this.#session.displayName(stack.reference)}\`.`,
      );
    }
    return this.#exitCode(result);
  }

  /** False when the operation must not go on. */
  async #preview(stack: PreparedStack, interrupts: Interrupts, log: EventLog | undefined): Promise<boolean> {
    switch (this.#operation) {
      case "destroy":
        await this.#listResources(stack);
        return true;
      case "refresh":
        this.#print("The embedded engine does not preview a refresh.");
        return true;
      case "preview":
      case "update": {
        const { result } = await this.#deploy(stack, "preview", interrupts, log);
        return result === "succeeded";
      }
    }
  }

  async #listResources({ reference }: PreparedStack): Promise<void> {
    const resources = (await this.#session.backend.read(reference))?.resources ?? [];
    const own = resources.filter(({ type }) => !type.startsWith("pulumi:providers:"));
    this.#print(`Previewing destroy (${this.#session.displayName(reference)}):\n`);
    for (const { urn } of own.toReversed()) {
      this.#print(` -  ${typeOf(urn)} ${nameOf(urn)} delete`);
    }
    this.#print(`Resources:\n    - ${own.length} to delete\n`);
  }

  async #isApproved(): Promise<boolean> {
    const question = `Do you want to perform this ${this.#operation}? [yes/no] `;
    const answer = (await this.#session.terminal.ask(question)).trim().toLowerCase();
    return answer === "yes" || answer === "y";
  }

  async #deploy(
    stack: PreparedStack,
    operation: Operation,
    interrupts: Interrupts,
    log: EventLog | undefined,
  ): Promise<DeploymentResult> {
    const { parallel, refresh, json, diff, suppressOutputs } = this.#options;
    const display = new (diff === true ? DiffDisplay : ProgressDisplay)({
      project: this.#session.project.name,
      stack: stack.reference.stack,
      preview: operation === "preview",
      suppressOutputs: suppressOutputs === true,
      palette: this.#palette(),
    });
    const events: EngineEvent[] = [];
    const show = (lines: readonly string[]) => {
      for (const line of json === true ? [] : lines) {
        this.#print(line);
      }
    };
    show([
      `${this.#palette().heading(`${HEADLINES[operation]} (${this.#session.displayName(stack.reference)}):`)}`,
      "",
    ]);
    const run = { operation, parallel, refresh: refresh === true };
    const result = await runOperation(stack, run, interrupts, (event) => {
      log?.write(event);
      if (json === true) {
        events.push(event);
      }
      show(display.lines(event, performance.now()));
    });
    show(display.end(result, performance.now()));
    if (json === true) {
      this.#session.terminal.print(formatJson(previewDigest(visibleConfig(stack), events, result), 4));
    }
    return result;
  }

  #palette(): Palette {
    const { color = "auto" } = this.#options;
    return color === "always" || (color === "auto" && process.stdout.isTTY === true) ? ANSI : PLAIN;
  }

  async #record(stack: PreparedStack, result: DeploymentResult, start: number): Promise<void> {
    await this.#session.backend.record(stack.reference, {
      kind: this.#operation,
      startTime: Math.floor(start / 1000),
      message: this.#options.message ?? "",
      environment: {
        "exec.kind": this.#options.execKind,
        "pulumi.arch": arch(),
        "pulumi.os": platform(),
        "pulumi.version": VERSION,
        "runtime.name": "nodejs",
        "runtime.version": process.version,
      },
      config: Object.fromEntries(stack.config),
      version: 0,
      result: result.result === "succeeded" ? "succeeded" : "failed",
      endTime: Math.floor(Date.now() / 1000),
      resourceChanges: result.changes,
    });
  }

  #exitCode({ result, changes }: DeploymentResult): ExitCode {
    if (result !== "succeeded") {
      return EXIT_CODE.failure;
    }
    const changed = SUMMARY_ORDER.some((operation) => countsAsChange(operation) && (changes[operation] ?? 0) > 0);
    if (this.#options.expectNoChanges === true && changed) {
      throw new CommandError(
        `no changes were expected for ${this.#operation} but changes were proposed`,
        EXIT_CODE.unexpectedChanges,
      );
    }
    return EXIT_CODE.success;
  }
}
