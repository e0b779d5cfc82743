import type { EngineEvent } from "../deployment/events.ts";
import type { DeploymentResult, PolicyPackRequest } from "../deployment/request.ts";
import type { Scope } from "../deployment/steps/selection.ts";
import { CommandError, EXIT_CODE, type ExitCode } from "./command-error.ts";
import { saveConfigFlags } from "./config-flags.ts";
import {
  type DeployOptions,
  isTrue,
  requestedConsent,
  requestedContinuation,
  requestedReplacements,
  requestedScope,
} from "./deploy-options.ts";
import { afterDestroy, type ProtectedResources, protectedResources } from "./destroy.ts";
import { type Display, silent } from "./display/display.ts";
import { openDisplay } from "./display/open-display.ts";
import { countsAsChange, SUMMARY_ORDER } from "./display/operations.ts";
import { ANSI, PLAIN } from "./display/palette.ts";
import { previewDigest } from "./display/preview-digest.ts";
import { allOf, type EventLog, eventLines, openEventLog } from "./event-log.ts";
import { type Interrupts, listenForInterrupts } from "./interrupts.ts";
import { type PreparedStack, prepareStack, type RunOptions, runOperation, visibleConfig } from "./operation.ts";
import { requestedPolicyPacks } from "./policy-packs.ts";
import type { Session } from "./session.ts";
import { formatJson } from "./table.ts";
import { updateRecord } from "./update-record.ts";
import { findOrigin } from "./who-and-where.ts";

/** What the command does once it is approved. */
export type Operation = "preview" | "update" | "refresh" | "destroy";

interface Words {
  readonly headline: string;
  /** As in "do you want to perform this …". */
  readonly noun: string;
}

const WORDS: Readonly<Record<RunOptions["operation"], Words>> = {
  preview: { headline: "Previewing update", noun: "update" },
  update: { headline: "Updating", noun: "update" },
  "preview-refresh": { headline: "Previewing refresh", noun: "refresh" },
  refresh: { headline: "Refreshing", noun: "refresh" },
  "preview-destroy": { headline: "Previewing destroy", noun: "destroy" },
  destroy: { headline: "Destroying", noun: "destroy" },
};

/** What shows, without changing anything, what an operation would do. */
const PREVIEWS = {
  preview: "preview",
  update: "preview",
  refresh: "preview-refresh",
  destroy: "preview-destroy",
} as const satisfies Record<Operation, RunOptions["operation"]>;

/** With `--json`, has every event printed as it comes, policy violations among them, in place of a digest. */
const STREAMED_PREVIEW = "PULUMI_ENABLE_STREAMING_JSON_PREVIEW";

/** One command's way from its stack to its exit code. */
export class Deployment {
  readonly #session: Session;
  readonly #operation: Operation;
  readonly #options: DeployOptions;
  readonly #policyPacks: readonly PolicyPackRequest[];
  readonly #continueOnError: boolean;
  #scope: Scope;
  /** What stays of a destroy because it is protected. */
  #kept: ProtectedResources = { urns: [], all: false };
  readonly #consent: ReturnType<typeof requestedConsent>;
  /** Of what is being done now. */
  #display: Display;

  /** @throws CommandError for flags that contradict each other. */
  constructor(session: Session, operation: Operation, options: DeployOptions) {
    this.#session = session;
    this.#operation = operation;
    this.#options = options;
    this.#display = silent((line) => this.#print(line));
    this.#policyPacks = requestedPolicyPacks(options.policyPack ?? [], options.policyPackConfig ?? []);
    this.#scope = requestedScope(options);
    this.#continueOnError = requestedContinuation(operation, options, process.env);
    this.#consent =
      operation === "preview" ? "preview-only" : requestedConsent(options, session.terminal.interactive, process.env);
  }

  async run(): Promise<ExitCode> {
    const { stack: name, configFile, config = [], configPath, exclude = [], skipConfigValidation } = this.#options;
    const { project, backend } = this.#session;
    const reference = await this.#session.requireStack(name);
    const file = this.#session.stackFile(reference, configFile);
    await saveConfigFlags(file, project.name, config, configPath === true);
    const stack = await prepareStack(
      this.#session,
      reference,
      file,
      this.#runsProgram && skipConfigValidation !== true,
    );
    if (this.#options.excludeProtected === true) {
      this.#kept = await protectedResources(this.#session, reference);
      this.#scope = requestedScope({ ...this.#options, exclude: [...exclude, ...this.#kept.urns] });
      if (this.#kept.all) {
        this.#tell(
          `There were no unprotected resources to destroy. There are still ${this.#kept.urns.length} protected resources associated with this stack.`,
        );
        return EXIT_CODE.success;
      }
    }
    const interrupts = listenForInterrupts((line) => this.#display.announce(line));
    try {
      return this.#consent === "preview-only"
        ? this.#exitCode(await this.#deploy(stack, PREVIEWS[this.#operation], interrupts))
        : await backend.withLock(reference, () => this.#confirmed(stack, interrupts));
    } finally {
      interrupts.dispose();
    }
  }

  get #runsProgram(): boolean {
    return this.#operation === "preview" || this.#operation === "update";
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
  async #confirmed(stack: PreparedStack, interrupts: Interrupts): Promise<ExitCode> {
    if (this.#options.skipPreview !== true) {
      const preview = await this.#deploy(stack, PREVIEWS[this.#operation], interrupts);
      if (preview.result !== "succeeded") {
        return EXIT_CODE.failure;
      }
      if (this.#consent === "ask" && !(await this.#isApproved())) {
        this.#print(`confirmation declined, not proceeding with the ${WORDS[this.#operation].noun}`);
        return EXIT_CODE.failure;
      }
    }
    const start = Date.now();
    // What is checked out now is what runs; it may be another commit when the update has ended.
    const origin = findOrigin(this.#session.project.root, process.env);
    const result = await this.#deploy(stack, this.#operation, interrupts);
    const times = { start, end: Date.now() };
    const record = updateRecord(this.#operation, this.#options, stack.config, result, times, await origin);
    await this.#session.backend.record(stack.reference, record);
    if (this.#operation === "destroy" && result.result === "succeeded" && this.#scope.kind !== "targets") {
      const { remove } = this.#options;
      const kept = this.#kept.urns.length;
      this.#tell(await afterDestroy(this.#session, stack.reference, { kept, remove: remove === true }));
    }
    return this.#exitCode(result);
  }

  /** Says what is of no use to a program that reads JSON. */
  #tell(text: string): void {
    if (this.#options.json !== true) {
      this.#session.terminal.print(text);
    }
  }

  async #isApproved(): Promise<boolean> {
    const question = `Do you want to perform this ${WORDS[this.#operation].noun}? [yes/no] `;
    const answer = (await this.#session.terminal.ask(question)).trim().toLowerCase();
    return answer === "yes" || answer === "y";
  }

  async #deploy(
    stack: PreparedStack,
    operation: RunOptions["operation"],
    interrupts: Interrupts,
  ): Promise<DeploymentResult> {
    const { parallel, refresh, clearPendingCreates, json } = this.#options;
    const digests = json === true && operation.startsWith("preview") && !isTrue(process.env[STREAMED_PREVIEW]);
    const log = await this.#openLog(json === true && !digests);
    const digested: EngineEvent[] = [];
    this.#display = await this.#openDisplay(stack, operation);
    const run = {
      operation,
      parallel,
      refresh: refresh === true,
      clearPendingCreates: clearPendingCreates === true,
      policyPacks: this.#policyPacks,
      scope: this.#scope,
      replace: requestedReplacements(this.#options),
      continueOnError: this.#continueOnError,
      client: this.#options.client,
    };
    const emit = (event: EngineEvent) => {
      log.write(event);
      if (digests) {
        digested.push(event);
      }
      this.#display.show(event);
    };
    const result = await runOperation(stack, run, interrupts, emit)
      .catch((error: unknown) => {
        this.#display.abandon();
        throw error;
      })
      .finally(() => log.close());
    this.#display.end(result);
    if (result.result === "canceled") {
      this.#session.terminal.printError(`error: ${WORDS[operation].noun} canceled`);
    }
    if (digests) {
      this.#session.terminal.print(formatJson(previewDigest(visibleConfig(stack), digested, result), 4));
    }
    return result;
  }

  /** @param printed events go to standard output too */
  async #openLog(printed: boolean): Promise<EventLog> {
    const { eventLog } = this.#options;
    const { terminal } = this.#session;
    return allOf([
      ...(eventLog === undefined ? [] : [await openEventLog(eventLog, (line) => terminal.printError(line))]),
      ...(printed ? [eventLines((line) => terminal.print(line))] : []),
    ]);
  }

  async #openDisplay(stack: PreparedStack, operation: RunOptions["operation"]): Promise<Display> {
    const { json, diff, color = "auto", suppressOutputs, showSames } = this.#options;
    const { terminal, project } = this.#session;
    if (json === true) {
      return silent((line) => terminal.printError(line));
    }
    const coloured = color === "always" || (color === "auto" && terminal.coloured);
    return openDisplay(
      `${WORDS[operation].headline} (${this.#session.displayName(stack.reference)}):`,
      diff === true ? "diff" : "progress",
      terminal,
      {
        project: project.name,
        stack: stack.reference.stack,
        preview: operation.startsWith("preview"),
        suppressOutputs: suppressOutputs === true,
        showSames: showSames === true,
        palette: coloured ? ANSI : PLAIN,
      },
    );
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
