import { type Program, type ProgramOptions, startProgram } from "./program.ts";

/** The program of a run. It is started once, by whoever asks first, and ended with the run. */
export class ProgramHost {
  private readonly options: ProgramOptions;
  private program: Program | undefined;

  constructor(options: ProgramOptions) {
    this.options = options;
  }

  /** Starts it, or returns the one that was started before. */
  start(): Program {
    this.program ??= startProgram(this.options);
    return this.program;
  }

  /** Settles when it has ended; what it might still have wanted does not matter any more. */
  async end(): Promise<void> {
    this.kill();
    await this.program?.ended;
  }

  kill(): void {
    this.program?.kill();
  }
}
