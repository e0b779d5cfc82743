import { mark } from "../../moments.ts";
import type { DeploymentRequest } from "../request.ts";
import { runByClient } from "./client-program.ts";
import { runByNode } from "./node-program.ts";

/** A program that runs. */
export interface Program {
  /**
   * What is wrong with how it ended; undefined when nothing is, `""` when people have been told already. It never
   * rejects.
   */
  readonly ended: Promise<string | undefined>;
  /** Waits no longer for it than it takes to end it. */
  end(): void;
  /** Ends it at once. */
  kill(): void;
}

export interface ProgramOptions {
  readonly request: DeploymentRequest;
  /** `host:port` of the engine and of its resource monitor. */
  readonly engineAddress: string;
  readonly preview: boolean;
  /** For what the program writes where the engine can read it. */
  readonly onLine: (line: string, from: "stdout" | "stderr") => void;
}

/** Has the project's program run by its language host. */
export function startProgram(options: ProgramOptions): Program {
  mark("program started");
  const program = begin(options);
  program.ended.then(() => mark("program ended"));
  return program;
}

function begin(options: ProgramOptions): Program {
  const { languageHost } = options.request;
  switch (languageHost.kind) {
    case "node":
      return runByNode(options);
    case "client":
      return runByClient(languageHost.address, options);
  }
}
