/** Something to be sent: a decision, a part of a selection, an undo. */
export interface Task {
  key: number;
  kind: "decide" | "many" | "undo";
  /** As a form's fields. */
  fields: Record<string, string>;
  /** What it will have done, in words. */
  text: string;
  /** The comment that it is about. */
  item?: number;
  /** The selection that this is a part of; or the task, or selection, whose decision this one undoes: it is named as soon as it is known. */
  of?: number;
  /** Which part of its selection, from 0. */
  part?: number;
  /** It has left at least once, and no answer said that nothing came of it: it may be done. */
  tried?: true;
}

/** Why nothing is being sent: the site does not answer, the session has ended, somebody else has signed in, too many at once. */
export type Why = "offline" | "signedOut" | "otherMember" | "slow";
export type Answer<A> = { later: Why; seconds?: number } | { later?: undefined; answer: A };

interface Options<A> {
  send(task: Task): Promise<Answer<A>>;
  /** One has been answered. */
  settled(task: Task, answer: A): void;
  /** What waits, or why, has changed. */
  changed(): void;
}

/** Where a tab keeps what one member's page could not send: whoever signs in there next finds nothing of it. */
export const keptAs = (memberId: number) => `vigie.moderation.outbox.${memberId}`;

/** What was kept, as far as it can be read. */
export function readKept(text: string | null): Task[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isTask) : [];
  } catch {
    return [];
  }
}

function isTask(task: Partial<Task> | null): task is Task {
  return (
    typeof task?.key === "number" &&
    typeof task.text === "string" &&
    typeof task.fields === "object" &&
    ["decide", "many", "undo"].includes(String(task.kind))
  );
}

let lastKey = Date.now();
/** A key that no other task of the tab has, also none that was kept over a reload. */
export function newKey(): number {
  lastKey += 1;
  return lastKey;
}

/** The key that a selection has at the site, whatever becomes of its answers: a UUID. `randomUUID` is only there over TLS and on the machine itself. */
export function newSelection(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

/** First pause after an answer that did not come (seconds); doubled each time. */
const firstPause = 2;
const longestPause = 30;

/** Sends one after the other in the order given, so that fast typing loses nothing; what could not be sent stays and is tried again. */
export class Outbox<A> {
  #tasks: Task[] = [];
  #sending: number | undefined;
  #why: Why | undefined;
  #pause = firstPause;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The decisions that were made here, by the task or the selection that made them. */
  readonly #made = new Map<number, number>();
  readonly #options: Options<A>;

  constructor(options: Options<A>) {
    this.#options = options;
  }

  /** Not yet answered, oldest first. */
  get waiting(): readonly Task[] {
    return this.#tasks;
  }

  get why(): Why | undefined {
    return this.#why;
  }

  add(...tasks: Task[]): void {
    this.#tasks.push(...tasks.map((task) => this.#named(task)));
    this.#options.changed();
    void this.#run();
  }

  /** A task, or a selection, became this decision. What waits for it names it from now on: so it does where it is kept over a reload. */
  made(key: number, decision: number): void {
    this.#made.set(key, decision);
    this.#tasks = this.#tasks.map((task) => this.#named(task));
    this.#options.changed();
  }

  #named(task: Task): Task {
    const decision = task.of === undefined ? undefined : this.#made.get(task.of);
    if (decision === undefined || task.kind !== "undo") return task;
    return { ...task, fields: { decision: String(decision), ...task.fields } };
  }

  /** Whether a task, or a part of a selection, is known to have become a decision. */
  isMade(key: number): boolean {
    return this.#made.has(key);
  }

  /** Keeps what an earlier page could not send, until `retry`. */
  keep(tasks: Task[]): void {
    if (tasks.length === 0) return;
    this.#tasks.unshift(...tasks);
    this.#why = "signedOut";
    this.#options.changed();
  }

  /** Takes back what has not left yet; false where it is too late, also where only the answer may be missing. */
  drop(key: number): boolean {
    const at = this.#tasks.findIndex((task) => task.key === key);
    if (at < 0 || this.#sending === key || this.#tasks[at]?.tried) return false;
    this.#tasks.splice(at, 1);
    this.#options.changed();
    return true;
  }

  /** Gives up what is not on its way, all of it or what `which` says; gives it. What was `tried` may be done all the same. */
  forget(which: (task: Task) => boolean = () => true): Task[] {
    const goes = (task: Task) => task.key !== this.#sending && which(task);
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
      const got = await this.#options.send(task).catch((): Answer<A> => ({ later: "offline" }));
      this.#sending = undefined;
      if (got.later) {
        // Refused before anything was done; an earlier attempt may have come through.
        if (got.later !== "offline") this.#mark(task.key, task.tried);
        this.#wait(got.later, got.seconds);
      } else {
        this.#pause = firstPause;
        this.#tasks = this.#tasks.filter(({ key }) => key !== task.key);
        this.#options.settled(task, got.answer);
      }
      this.#options.changed();
    }
  }

  #mark(key: number, tried: true | undefined): void {
    this.#tasks = this.#tasks.map((task) => {
      if (task.key !== key) return task;
      const { tried: _, ...rest } = task;
      return tried ? { ...rest, tried } : rest;
    });
  }

  #wait(why: Why, seconds = this.#pause): void {
    this.#why = why;
    this.#pause = Math.min(this.#pause * 2, longestPause);
    // Who is signed in changes by itself as little as a session comes back.
    if (why !== "signedOut" && why !== "otherMember") this.#timer = setTimeout(() => this.retry(), seconds * 1_000);
  }
}
