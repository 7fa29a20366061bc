import { AsyncLocalStorage } from "node:async_hooks";

/** A row of the change log, as the transaction that added it knows it. */
export interface AddedChange {
  id: number;
  timeline: number;
  xid: bigint;
  tags: string[];
  urgency: "now" | "update" | "soon";
}

/** What is to be done in this process once a transaction has committed. */
export interface CommitHooks {
  /** Records changes that were committed here, so that the caller's response is rendered with them. */
  record(changes: readonly AddedChange[]): void;
  /** Notes that another thread of this process has recorded them. */
  noteRecorded(changes: readonly AddedChange[]): void;
  /** Makes every process read the change log, because it has new rows. */
  announce(): void;
}

/** A place in the change log: a transaction of a primary. */
export interface CommitPosition {
  timeline: number;
  xid: bigint;
}

/** What was committed for one request. */
export interface RequestCommits {
  /** The last transaction that changed pages. */
  position: CommitPosition | undefined;
}

interface TransactionNotes {
  readonly changes: AddedChange[];
  /** The transaction itself, once it has changes. */
  position: CommitPosition | undefined;
  hasChanges: boolean;
  /** The transaction has ended. Work that it started may still run in its context. */
  isOver: boolean;
}

declare global {
  // Next's bundle has a copy of this module: both copies share these.
  var vigieTransactionNotes: AsyncLocalStorage<TransactionNotes> | undefined;
  /** Set by a process or thread that serves pages; elsewhere the connection that committed notifies the others. */
  var vigieCommitHooks: CommitHooks | undefined;
  var vigieRequestCommits: AsyncLocalStorage<RequestCommits> | undefined;
}

globalThis.vigieTransactionNotes ??= new AsyncLocalStorage();
const transactions = globalThis.vigieTransactionNotes;
globalThis.vigieRequestCommits ??= new AsyncLocalStorage();
const requests = globalThis.vigieRequestCommits;

/** Runs the work of a request, and notes in `commits` what it commits. */
export function noteCommitsOfRequest<T>(commits: RequestCommits, work: () => T): T {
  return requests.run(commits, work);
}

/**
 * Runs a transaction, and resolves as it does once this process knows what it changed. `notify` notifies the other
 * processes if nothing in this one does.
 */
export async function noteChangesOf<T>(transaction: () => Promise<T>, notify: () => void): Promise<T> {
  const notes: TransactionNotes = { changes: [], position: undefined, hasChanges: false, isOver: false };
  const result = await transactions.run(notes, transaction).finally(() => {
    notes.isOver = true;
  });
  if (notes.hasChanges) publishChanges(notes.changes, notify, notes.position);
  return result;
}

/**
 * Notes that the caller's transaction has added these rows to the change log, or, without rows, that a database function
 * has. `position`: the transaction. Returns false outside a transaction of the pool.
 */
export function noteChanges(changes: readonly AddedChange[], position = positionOf(changes)): boolean {
  const notes = transactions.getStore();
  if (!notes || notes.isOver) return false;
  notes.changes.push(...changes);
  notes.position = position ?? notes.position;
  notes.hasChanges = true;
  return true;
}

/**
 * Records committed rows of the change log in this process. `notify` notifies the other processes if nothing in this one
 * does. `position`: their transaction.
 */
export function publishChanges(
  changes: readonly AddedChange[],
  notify: () => void,
  position = positionOf(changes),
): void {
  const commits = requests.getStore();
  if (commits && position) commits.position = position;
  const hooks = globalThis.vigieCommitHooks;
  if (!hooks) {
    notify();
    return;
  }
  hooks.record(changes);
  hooks.announce();
}

/** The transaction that added these rows. */
function positionOf(changes: readonly AddedChange[]): CommitPosition | undefined {
  const last = changes.at(-1);
  return last && { timeline: last.timeline, xid: last.xid };
}
