/** A request to be sent: a decision, a part of a bulk decision, or an undo. */
export interface OutboxTask {
  key: number;
  kind: "decide" | "many" | "undo";
  /** The form fields. */
  fields: Record<string, string>;
  /** A sentence about what it does. */
  text: string;
  /** The comment that it is about. */
  item?: number;
  /**
   * For a part: its selection. For an undo: the task or selection whose decision it undoes; the decision's id is filled
   * in once known.
   */
  parentKey?: number;
  /** The index of the part in its selection, from 0. */
  part?: number;
  /** It was sent at least once without a refusal, so it may have taken effect. */
  maybeSent?: true;
}

/**
 * Why sending is paused: the site does not answer, the session has ended, another member has signed in, or the rate
 * limit was reached.
 */
export type PauseReason = "offline" | "signedOut" | "otherMember" | "slow";
export type SendResult<A> = { pausedBy: PauseReason; seconds?: number } | { pausedBy?: undefined; answer: A };

interface Options<A> {
  send(task: OutboxTask): Promise<SendResult<A>>;
  /** Called with the answer to a task. */
  settled(task: OutboxTask, answer: A): void;
  /** Called when the waiting tasks or the reason for the pause change. */
  changed(): void;
}

/** The storage key of one member's unsent tasks in a tab. Another member who signs in there does not see them. */
export const outboxStorageKey = (memberId: number) => `vigie.moderation.outbox.${memberId}`;

/** A task as it is stored. The field names are fixed. */
type StoredTask = Omit<OutboxTask, "parentKey" | "maybeSent"> & { of?: number; tried?: true };

/** Serializes tasks for storage; `parseStoredTasks` reads them. */
export function serializeTasks(tasks: readonly OutboxTask[]): string {
  return JSON.stringify(
    tasks.map(({ parentKey, maybeSent, ...task }): StoredTask => ({ ...task, of: parentKey, tried: maybeSent })),
  );
}

/** Parses stored tasks and skips invalid ones. */
export function parseStoredTasks(text: string | null): OutboxTask[] {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(stored) ? stored.filter(isTask).map(toTask) : [];
  } catch {
    return [];
  }
}

function isTask(task: Partial<StoredTask> | null): task is StoredTask {
  return (
    typeof task?.key === "number" &&
    typeof task.text === "string" &&
    typeof task.fields === "object" &&
    ["decide", "many", "undo"].includes(String(task.kind))
  );
}

function toTask({ of, tried, ...task }: StoredTask): OutboxTask {
  return { ...task, ...(of === undefined ? {} : { parentKey: of }), ...(tried ? { maybeSent: tried } : {}) };
}

let lastKey = Date.now();
/** Creates a key that no other task of the tab has, including stored ones from before a reload. */
export function createTaskKey(): number {
  lastKey += 1;
  return lastKey;
}

/** Creates the key (a UUID) of a selection. `crypto.randomUUID` exists only over TLS and on localhost. */
export function createSelectionKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

/** Seconds of the first pause after a request without an answer; doubled each time. */
const minPauseSeconds = 2;
const maxPauseSeconds = 30;

/**
 * Sends tasks one after the other, in order, so that fast decisions are not lost. A task that could not be sent stays
 * and is sent again.
 */
export class Outbox<A> {
  #tasks: OutboxTask[] = [];
  #sending: number | undefined;
  #pauseReason: PauseReason | undefined;
  #pause = minPauseSeconds;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The decisions made here, by the key of their task or selection. */
  readonly #decisions = new Map<number, number>();
  readonly #options: Options<A>;

  constructor(options: Options<A>) {
    this.#options = options;
  }

  /** Tasks without an answer, oldest first. */
  get waiting(): readonly OutboxTask[] {
    return this.#tasks;
  }

  get pauseReason(): PauseReason | undefined {
    return this.#pauseReason;
  }

  add(...tasks: OutboxTask[]): void {
    this.#tasks.push(...tasks.map((task) => this.#withDecision(task)));
    this.#options.changed();
    void this.#run();
  }

  /**
   * Records the decision of a task or selection. Tasks that undo it now name it, even if they are stored over a reload.
   */
  resolve(key: number, decision: number): void {
    this.#decisions.set(key, decision);
    this.#tasks = this.#tasks.map((task) => this.#withDecision(task));
    this.#options.changed();
  }

  #withDecision(task: OutboxTask): OutboxTask {
    const decision = task.parentKey === undefined ? undefined : this.#decisions.get(task.parentKey);
    if (decision === undefined || task.kind !== "undo") return task;
    return { ...task, fields: { decision: String(decision), ...task.fields } };
  }

  /** Whether the decision of a task or selection is known. */
  isResolved(key: number): boolean {
    return this.#decisions.has(key);
  }

  /** Adds the stored tasks of an earlier page; they wait for `retry`. */
  restore(tasks: OutboxTask[]): void {
    if (tasks.length === 0) return;
    this.#tasks.unshift(...tasks);
    this.#pauseReason = "signedOut";
    this.#options.changed();
  }

  /** Removes a task that was not sent yet. Returns false if it is being sent, or may have been. */
  drop(key: number): boolean {
    const index = this.#tasks.findIndex((task) => task.key === key);
    if (index < 0 || this.#sending === key || this.#tasks[index]?.maybeSent) return false;
    this.#tasks.splice(index, 1);
    this.#options.changed();
    return true;
  }

  /**
   * Removes and returns all tasks, or those that match, except the one being sent. A task that is `maybeSent` may have
   * taken effect.
   */
  discard(matches: (task: OutboxTask) => boolean = () => true): OutboxTask[] {
    const isDiscarded = (task: OutboxTask) => task.key !== this.#sending && matches(task);
    const discarded = this.#tasks.filter(isDiscarded);
    this.#tasks = this.#tasks.filter((task) => !isDiscarded(task));
    this.#clearPause();
    this.#options.changed();
    return discarded;
  }

  retry(): void {
    this.#clearPause();
    this.#options.changed();
    void this.#run();
  }

  #clearPause(): void {
    clearTimeout(this.#timer);
    this.#pauseReason = undefined;
  }

  async #run(): Promise<void> {
    if (this.#sending !== undefined || this.#pauseReason) return;
    for (let task = this.#tasks[0]; task && !this.#pauseReason; task = this.#tasks[0]) {
      this.#sending = task.key;
      // Stored before it is sent: a page that is closed meanwhile gets no answer.
      this.#setMaybeSent(task.key, true);
      this.#options.changed();
      const result = await this.#options.send(task).catch((): SendResult<A> => ({ pausedBy: "offline" }));
      this.#sending = undefined;
      if (result.pausedBy) {
        // Refused without effect, but an earlier attempt may have had one.
        if (result.pausedBy !== "offline") this.#setMaybeSent(task.key, task.maybeSent);
        this.#pauseSending(result.pausedBy, result.seconds);
      } else {
        this.#pause = minPauseSeconds;
        this.#tasks = this.#tasks.filter(({ key }) => key !== task.key);
        this.#options.settled(task, result.answer);
      }
      this.#options.changed();
    }
  }

  #setMaybeSent(key: number, maybeSent: true | undefined): void {
    this.#tasks = this.#tasks.map((task) => {
      if (task.key !== key) return task;
      const { maybeSent: _, ...rest } = task;
      return maybeSent ? { ...rest, maybeSent } : rest;
    });
  }

  #pauseSending(reason: PauseReason, seconds = this.#pause): void {
    this.#pauseReason = reason;
    this.#pause = Math.min(this.#pause * 2, maxPauseSeconds);
    // These need an action by the moderator; a retry would not help.
    if (reason !== "signedOut" && reason !== "otherMember")
      this.#timer = setTimeout(() => this.retry(), seconds * 1_000);
  }
}
