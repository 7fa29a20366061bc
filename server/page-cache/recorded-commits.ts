import { type ChangeLogPosition, hasRead } from "#db/change-log.ts";
import type { AddedChange } from "#db/commit-hooks.ts";

/** The number of changes that are remembered. */
const maxRecorded = 10_000;

/** The changes of this process that were recorded at their commit, and that the log has not shown yet. */
export class RecordedCommits {
  /** Their transactions, by id. */
  readonly #xids = new Map<number, bigint>();

  /** `position`: how far the log has been read; it may show a change before its commit is known here. */
  add(changes: readonly AddedChange[], position: ChangeLogPosition | undefined): void {
    for (const change of changes) if (!position || !hasRead(position, change)) this.#xids.set(change.id, change.xid);
    for (const id of this.#xids.keys()) {
      if (this.#xids.size <= maxRecorded) break;
      this.#xids.delete(id);
    }
  }

  /** Forgets a change that the log has shown; returns whether it was recorded. */
  remove(id: number): boolean {
    return this.#xids.delete(id);
  }

  /** Whether changes of this transaction are recorded. */
  hasTransaction(xid: bigint): boolean {
    return [...this.#xids.values()].includes(xid);
  }

  clear(): void {
    this.#xids.clear();
  }
}
