import type { Database } from "#db/client.ts";
import type { DraftContent } from "#db/schema/newsroom.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { parseForm } from "#lib/action.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readDraftState } from "../drafts/draft-state.ts";
import { findDraft } from "../drafts/queries.ts";
import { type EditLockResponse, submitArticle, updateEditLock } from "../drafts/submit.ts";
import { articleForm, heartbeatForm } from "../schema.ts";
import { createLocalCopies } from "./local-copies.ts";
import type { CopyStorage, SaveAnswer, Tab } from "./ports.ts";
import { createEditorSession, type EditorSession } from "./session.ts";
import { type Fields, isReadOnly, type SessionState } from "./state.ts";

// Editor sessions in Node: simulated storage, tabs, clock and network, in front of the real site from its forms to PostgreSQL.

/** A browser's storage, of `maxLength` characters, which outlives its tabs. */
export class MemoryStorage implements CopyStorage {
  readonly entries = new Map<string, string>();
  readonly maxLength: number;
  constructor(maxLength = 5_000_000) {
    this.maxLength = maxLength;
  }
  get length() {
    return this.entries.size;
  }
  key(at: number) {
    return [...this.entries.keys()][at] ?? null;
  }
  getItem(name: string) {
    return this.entries.get(name) ?? null;
  }
  setItem(name: string, value: string) {
    let used = name.length + value.length;
    for (const [other, text] of this.entries) if (other !== name) used += other.length + text.length;
    if (used > this.maxLength) throw new DOMException("full", "QuotaExceededError");
    this.entries.set(name, value);
  }
  removeItem(name: string) {
    this.entries.delete(name);
  }
}

/** A clock that tests advance. */
export class ManualClock {
  time = Date.parse("2026-11-27T09:00:00Z");
  private timers: { at: number; work: () => void }[] = [];
  now = () => this.time;
  after = (ms: number, work: () => void) => {
    const timer = { at: this.time + ms, work };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  };
  /** Advances the clock, and settles everything after each timer. */
  async advance(ms: number, settle: () => Promise<void>): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.work();
      await settle();
    }
    this.time = end;
  }
}

/** `down`: no request arrives. `oneWay`: requests arrive, responses do not. */
export type Network = "up" | "down" | "oneWay";

/** One member's browser. */
export class TestBrowser {
  readonly storage = new MemoryStorage();
  readonly alive = new Set<string>();
  /** What each tab does when another one requests its article. */
  readonly handovers = new Map<string, (articleId: number, memberId: number) => Promise<void>>();
  /** The member who is signed in. */
  signedIn: number | undefined;
  readonly name: string;
  /** Whether the browser has Web Locks, and so knows which of its tabs are closed. */
  readonly knowsTabs: boolean;
  constructor(name: string, signedIn: number, knowsTabs = true) {
    this.name = name;
    this.signedIn = signedIn;
    this.knowsTabs = knowsTabs;
  }
}

/** The server, and the network in front of it. */
export class TestSite {
  readonly clock = new ManualClock();
  network: Network = "up";
  readonly saves: Fields[] = [];
  /** The time at which each save was sent. */
  readonly savedAt: number[] = [];
  readonly holds: Fields[] = [];
  private readonly running = new Set<Promise<unknown>>();
  readonly db: Database;
  constructor(db: Database) {
    this.db = db;
  }

  /** Waits for all requests, and for what they caused. */
  settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      if (this.running.size > 0) quiet = 0;
      await Promise.all(this.running);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  async elapse(ms: number): Promise<void> {
    await this.clock.advance(ms, this.settle);
    await this.settle();
  }

  save(browser: TestBrowser, fields: Fields): Promise<SaveAnswer> {
    this.saves.push(fields);
    this.savedAt.push(this.clock.now());
    return this.way(browser, { status: "lost" }, { status: "signedOut" }, async (viewer): Promise<SaveAnswer> => {
      const parsed = parseForm(articleForm, formOf(fields));
      const result = parsed.ok
        ? await submitArticle(this.db, viewer, parsed.value, toHtml(sanitizeArticle(parseHtml(parsed.value.body))))
        : parsed;
      if (result.ok) return { status: "done", value: result.value };
      return { status: "refused", code: result.code, message: refusalMessage(result), fields: {}, typed: {} };
    });
  }

  hold(browser: TestBrowser, fields: Fields): Promise<EditLockResponse | undefined> {
    this.holds.push(fields);
    return this.way(browser, undefined, undefined, async (viewer) => {
      const parsed = parseForm(heartbeatForm, formOf(fields));
      const result = parsed.ok ? await updateEditLock(this.db, viewer, parsed.value) : parsed;
      return result.ok ? result.value : undefined;
    });
  }

  /** Sends a request and returns its response, as the network permits. */
  private way<T>(
    browser: TestBrowser,
    lost: T,
    signedOut: T,
    work: (viewer: { id: number; role: "editor" }) => Promise<T>,
  ): Promise<T> {
    const { network } = this;
    const id = browser.signedIn;
    const run = async () => {
      // A response never comes in the same turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      if (network === "down") return lost;
      if (id === undefined) return network === "oneWay" ? lost : signedOut;
      const answer = await work({ id, role: "editor" });
      return network === "oneWay" ? lost : answer;
    };
    return this.track(run());
  }

  /** Makes `settle` wait for it. */
  track<T>(running: Promise<T>): Promise<T> {
    this.running.add(running);
    return running.finally(() => this.running.delete(running));
  }
}

function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  return form;
}

/** One tab with an article open. */
export class TestTab {
  session: EditorSession | undefined;
  fields: Fields = [];
  readonly key: string;
  private readonly site: TestSite;
  readonly browser: TestBrowser;
  readonly memberId: number;
  /** Increases when the tab is killed, so that pending responses are ignored. */
  private life = 0;
  private opening: Promise<void> | undefined;
  private readonly newId: () => string;
  /** What is typed into the body before the page's scripts have loaded. */
  typedEarly = "";

  constructor(site: TestSite, browser: TestBrowser, memberId: number, key: string, newId: () => string) {
    this.site = site;
    this.browser = browser;
    this.memberId = memberId;
    this.key = `${browser.name}-tab-${key}`;
    this.newId = newId;
  }

  get state(): SessionState | undefined {
    return this.session?.getState();
  }

  /** Opens an article as its page does, 0 for a new one; does nothing if the page cannot be rendered. */
  async open(id: number): Promise<void> {
    this.opening ??= this.site.track(this.draw(id)).finally(() => {
      this.opening = undefined;
    });
    await this.opening;
    await this.site.settle();
  }

  private async draw(id: number): Promise<void> {
    const { site, browser } = this;
    if (site.network !== "up" || browser.signedIn !== this.memberId) return;
    this.life += 1;
    const { life } = this;
    const draft = id === 0 ? undefined : await findDraft(site.db, id);
    const standing = draft ? await readDraftState(site.db, draft) : newStanding;
    // There was no article, or the tab was killed before the page was rendered.
    if ((id > 0 && !draft) || this.life !== life) return;
    this.fields = fieldsOf(draft?.content).map(([name, value]) => [
      name,
      name === "body" ? value + this.typedEarly : value,
    ]);
    browser.alive.add(this.key);
    this.session = this.begin(
      {
        ...standing,
        id,
        key: this.newId(),
        savedAt: null,
        saveStatus: "kept",
        isCopyMissing: false,
        completedAct: null,
        asks: null,
        refused: undefined,
        conflict: null,
        isDeleted: false,
        news: null,
        lockHolder: null,
        isTakeoverFailed: false,
        unanswered: null,
        refusedText: null,
        restoredAt: null,
        copies: [],
      },
      draft?.lastPageKey ?? null,
    );
    void this.session.open();
  }

  private begin(state: SessionState, lastPageKey: string | null): EditorSession {
    const { site, browser, life, key } = this;
    // A killed tab receives nothing.
    const heard = async <T>(answer: Promise<T>): Promise<T> => {
      const value = await answer;
      return this.life === life ? value : new Promise<T>(() => {});
    };
    const alive = <T>(work: () => T, otherwise: T) => (this.life === life ? work() : otherwise);
    // The tabs that existed at the time of the query, as browsers answer.
    let seen = new Set<string>();
    const tab: Tab = {
      key,
      claim: async () => {
        seen = new Set(browser.alive);
      },
      isGone(other) {
        if (other === key) return false;
        if (!browser.knowsTabs || !other.startsWith(`${browser.name}-`)) return undefined;
        return !seen.has(other);
      },
      async requestHandover(articleId, memberId) {
        await new Promise((resolve) => setImmediate(resolve));
        const otherTabs = [...browser.handovers].filter(([other]) => other !== key);
        const answers = Promise.all(otherTabs.map(([, work]) => work(articleId, memberId)));
        // A killed tab never answers.
        await Promise.race([answers, new Promise<void>((resolve) => site.clock.after(3_000, resolve))]);
      },
      onHandover(work) {
        browser.handovers.set(key, work);
        return () => browser.handovers.delete(key);
      },
    };
    return createEditorSession(state, {
      memberId: this.memberId,
      mayEdit: true,
      lastPageKey,
      tab,
      newId: this.newId,
      form: {
        read: () => (this.session && isReadOnly(this.session.getState()) ? null : [...this.fields]),
        fill: (fields) => {
          this.fields = [...fields];
        },
        isTyped: () => this.typedEarly !== "",
      },
      copies: createLocalCopies(() => browser.storage, this.memberId, site.clock.now),
      clock: {
        now: site.clock.now,
        after: (ms, work) => site.clock.after(ms, () => alive(work, undefined)),
      },
      transport: {
        save: (fields) => heard(site.save(browser, fields)),
        hold: (fields) => heard(site.hold(browser, fields)),
        leave({ save, hold }) {
          void (async () => {
            if (save) await site.save(browser, save);
            if (hold) await site.hold(browser, hold);
          })();
        },
      },
      page: {
        showAddress: () => {},
        reload: () => {
          const { id } = this.session?.getState() ?? { id: 0 };
          this.close();
          void this.open(id);
        },
      },
    });
  }

  type(name: "lead" | "body", change: (text: string) => string): void {
    this.fields = this.fields.map(([field, value]) => [field, field === name ? change(value) : value]);
    this.session?.changed();
  }

  /** Closes the tab as a user does. */
  close(): void {
    this.session?.close();
    this.kill();
  }

  /** Ends the tab as a crash does, without any event. */
  kill(): void {
    this.life += 1;
    this.session = undefined;
    this.browser.alive.delete(this.key);
    this.browser.handovers.delete(this.key);
  }
}

const newStanding = {
  version: 0,
  status: "draft",
  differs: true,
  plan: null,
  slug: "",
  discussion: { policy: "open", slowModeMinutes: 0 },
} as const;

function fieldsOf(content: DraftContent | undefined): Fields {
  return [
    ["title", content?.title ?? ""],
    ["lead", content?.lead ?? ""],
    ["body", content?.bodyHtml ?? ""],
    ["commentPolicy", ""],
  ];
}
