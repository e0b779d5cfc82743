import type { Snapshot } from "./snapshot.ts";

/**
 * Stores snapshots one after another. While one is being written, requests for another are gathered into one, which
 * is taken when its turn comes: however many steps end at once, the store is asked twice at most.
 */
export class SnapshotWriter {
  private writing: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private ended = false;
  private readonly take: () => Snapshot;
  private readonly save: (snapshot: Snapshot) => Promise<void>;
  private readonly onFailure: (error: Error) => void;

  constructor(options: {
    take: () => Snapshot;
    save: (snapshot: Snapshot) => Promise<void>;
    /** Called once for each write that fails, also when nobody awaits it. */
    onFailure: (error: Error) => void;
  }) {
    this.take = options.take;
    this.save = options.save;
    this.onFailure = options.onFailure;
  }

  /** @returns settles when a snapshot that was taken after this call is stored; rejects when that failed */
  write(): Promise<void> {
    if (this.ended) return Promise.resolve();
    if (this.writing === undefined) {
      this.writing = this.store();
      return this.writing;
    }
    const previous = this.writing;
    this.next ??= previous
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        this.writing = this.store();
        return this.writing;
      });
    return this.next;
  }

  /** Settles when nothing is being written any more; failures were reported. */
  async settled(): Promise<void> {
    while (this.writing !== undefined) await this.writing.catch(() => undefined);
  }

  /** From now on nothing is stored: what is there says what was under way. */
  end(): void {
    this.ended = true;
  }

  private async store(): Promise<void> {
    try {
      if (!this.ended) await this.save(this.take());
    } catch (cause) {
      const error = new Error(`the state cannot be stored: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
      this.onFailure(error);
      throw error;
    } finally {
      if (this.next === undefined) this.writing = undefined;
    }
  }
}
