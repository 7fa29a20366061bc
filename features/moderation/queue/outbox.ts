/** Something to be sent: a decision, a part of a selection, an undo. */
export interface OutboxTask {
  key: number;
  kind: "decide" | "many" | "undo";
  /** As a form's fields. */
  fields: Record<string, string>;
  /** What it will have done, in words. */
  text: string;
  /** The comment that it is about. */
  item?: number;
  /** The selection that this is a part of; or the task, or selection, whose decision this one undoes: it is named as soon as it is known. */
  parentKey?: number;
  /** Which part of its selection, from 0. */
  part?: number;
  /** It has left at least once, and no answer said that nothing came of it: it may be done. */
  maybeSent?: true;
}

/** Why nothing is being sent: the site does not answer, the session has ended, somebody else has signed in, too many at once. */
export type PauseReason = "offline" | "signedOut" | "otherMember" | "slow";
export type SendResult<A> = { later: PauseReason; seconds?: number } | { later?: undefined; answer: A };

interface Options<A> {
  send(task: OutboxTask): Promise<SendResult<A>>;
  /** One has been answered. */
  settled(task: OutboxTask, answer: A): void;
  /** What waits, or why, has changed. */
  changed(): void;
}

/** Where a tab keeps what one member's page could not send: whoever signs in there next finds nothing of it. */
export const outboxStorageKey = (memberId: number) => `vigie.moderation.outbox.${memberId}`;

/** A task as it is kept. */
type StoredTask = Omit<OutboxTask, "parentKey" | "maybeSent"> & { of?: number; tried?: true };

/** As text to be kept; `parseStoredTasks` reads it. */
export function serializeTasks(tasks: readonly OutboxTask[]): string {
  return JSON.stringify(
    tasks.map(({ parentKey, maybeSent, ...task }): StoredTask => ({ ...task, of: parentKey, tried: maybeSent })),
  );
}

/** What was kept, as far as it can be read. */
export function parseStoredTasks(text: string | null): OutboxTask[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isTask).map(toTask) : [];
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
/** A key that no other task of the tab has, also none that was kept over a reload. */
export function createTaskKey(): number {
  lastKey += 1;
  return lastKey;
}

/** The key that a selection has at the site, whatever becomes of its answers: a UUID. `randomUUID` is only there over TLS and on the machine itself. */
export function createSelectionKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

/** First pause after an answer that did not come (seconds); doubled each time. */
const minPauseSeconds = 2;
const maxPauseSeconds = 30;

/** Sends one after the other in the order given, so that fast typing loses nothing; what could not be sent stays and is tried again. */
export class Outbox<A> {
  #tasks: OutboxTask[] = [];
  #sending: number | undefined;
  #why: PauseReason | undefined;
  #pause = minPauseSeconds;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The decisions that were made here, by the task or the selection that made them. */
  readonly #made = new Map<number, number>();
  readonly #options: Options<A>;

  constructor(options: Options<A>) {
    this.#options = options;
  }

  /** Not yet answered, oldest first. */
  get waiting(): readonly OutboxTask[] {
    return this.#tasks;
  }

  get pauseReason(): PauseReason | undefined {
    return this.#why;
  }

  add(...tasks: OutboxTask[]): void {
    this.#tasks.push(...tasks.map((task) => this.#named(task)));
    this.#options.changed();
    void this.#run();
  }

  /** A task, or a selection, became this decision. What waits for it names it from now on: so it does where it is kept over a reload. */
  resolve(key: number, decision: number): void {
    this.#made.set(key, decision);
    this.#tasks = this.#tasks.map((task) => this.#named(task));
    this.#options.changed();
  }

  #named(task: OutboxTask): OutboxTask {
    const decision = task.parentKey === undefined ? undefined : this.#made.get(task.parentKey);
    if (decision === undefined || task.kind !== "undo") return task;
    return { ...task, fields: { decision: String(decision), ...task.fields } };
  }

  /** Whether a task, or a part of a selection, is known to have become a decision. */
  isResolved(key: number): boolean {
    return this.#made.has(key);
  }

  /** Keeps what an earlier page could not send, until `retry`. */
  restore(tasks: OutboxTask[]): void {
    if (tasks.length === 0) return;
    this.#tasks.unshift(...tasks);
    this.#why = "signedOut";
    this.#options.changed();
  }

  /** Takes back what has not left yet; false where it is too late, also where only the answer may be missing. */
  drop(key: number): boolean {
    const at = this.#tasks.findIndex((task) => task.key === key);
    if (at < 0 || this.#sending === key || this.#tasks[at]?.maybeSent) return false;
    this.#tasks.splice(at, 1);
    this.#options.changed();
    return true;
  }

  /** Gives up what is not on its way, all of it or what `which` says; gives it. What was `maybeSent` may be done all the same. */
  discard(which: (task: OutboxTask) => boolean = () => true): OutboxTask[] {
    const goes = (task: OutboxTask) => task.key !== this.#sending && which(task);
    const gone = this.#tasks.filter(goes);
    this.#tasks = this.#tasks.filter((task) => !goes(task));
    this.#end();
    this.#options.changed();
    return gone;
  }

  retry(): void {
    this.#end();
    this.#options.changed();
    void this.#run();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#why = undefined;
  }

  async #run(): Promise<void> {
    if (this.#sending !== undefined || this.#why) return;
    for (let task = this.#tasks[0]; task && !this.#why; task = this.#tasks[0]) {
      this.#sending = task.key;
      // Kept before it leaves: a page that is closed meanwhile hears no answer.
      this.#mark(task.key, true);
      this.#options.changed();
      const got = await this.#options.send(task).catch((): SendResult<A> => ({ later: "offline" }));
      this.#sending = undefined;
      if (got.later) {
        // Refused before anything was done; an earlier attempt may have come through.
        if (got.later !== "offline") this.#mark(task.key, task.maybeSent);
        this.#wait(got.later, got.seconds);
      } else {
        this.#pause = minPauseSeconds;
        this.#tasks = this.#tasks.filter(({ key }) => key !== task.key);
        this.#options.settled(task, got.answer);
      }
      this.#options.changed();
    }
  }

  #mark(key: number, maybeSent: true | undefined): void {
    this.#tasks = this.#tasks.map((task) => {
      if (task.key !== key) return task;
      const { maybeSent: _, ...rest } = task;
      return maybeSent ? { ...rest, maybeSent } : rest;
    });
  }

  #wait(why: PauseReason, seconds = this.#pause): void {
    this.#why = why;
    this.#pause = Math.min(this.#pause * 2, maxPauseSeconds);
    // Who is signed in changes by itself as little as a session comes back.
    if (why !== "signedOut" && why !== "otherMember") this.#timer = setTimeout(() => this.retry(), seconds * 1_000);
  }
}
