import type { Ledger } from "../state/ledger.ts";
import type { PendingOperationType, ResourceState } from "../state/snapshot.ts";
import type { SnapshotWriter } from "../state/snapshot-writer.ts";
import { isProviderType } from "../state/urn.ts";

/** Has stored what the ledger holds, and before each operation that it is under way. A preview stores nothing. */
export class Journal {
  private readonly preview: boolean;
  private readonly ledger: Ledger;
  private readonly writer: SnapshotWriter;

  constructor(options: { preview: boolean; ledger: Ledger; writer: SnapshotWriter }) {
    this.preview = options.preview;
    this.ledger = options.ledger;
    this.writer = options.writer;
  }

  /**
   * Has it stored that an operation is under way. For what lives in the engine only, there is nothing to announce.
   * @returns to be called when the ledger holds the outcome
   */
  async begin(resource: ResourceState, type: PendingOperationType): Promise<() => void> {
    if (this.preview || isProviderType(resource.type)) return () => this.record();
    const end = this.ledger.begin({ resource, type });
    try {
      await this.writer.write();
    } catch (error) {
      end();
      throw error;
    }
    return () => {
      end();
      this.record();
    };
  }

  /** Nothing waits for it: the writer itself reports a failure, and the run ends only when all is stored. */
  record(): void {
    if (!this.preview) this.writer.write().catch(() => undefined);
  }
}
