import { stripForce } from "#features/newsroom/rules.ts";
import type { SaveResponse } from "../drafts/submit.ts";
import { type LocalCopies, type LocalCopy, pickContentFields } from "./local-copies.ts";
import { findNews, findScheduleNews } from "./news.ts";
import type { Clock, EditorForm, PageHost, SaveAnswer, Tab, Transport } from "./ports.ts";
import { classifyCopies, isAbandoned } from "./recovery.ts";
import { classifyRefusal, retryDelayMs } from "./rules.ts";
import { createSaveQueue } from "./save-queue.ts";
import type { Act, Fields, SessionState } from "./state.ts";
import { createTrackedText } from "./tracked-text.ts";

interface SessionOptions {
  memberId: number;
  mayEdit: boolean;
  /** The page that saved last before this one was drawn. */
  lastPageKey: string | null;
  form: EditorForm;
  copies: LocalCopies;
  clock: Clock;
  transport: Transport;
  tab: Tab;
  page: PageHost;
  newId(): string;
}

const isSave = (act: Act) => act === "auto" || act === "save";

/** Whether an article shows that a request was carried out although its response was lost. `planBefore`: the plan that the page knew of. */
function wasCarriedOut(
  act: Act | null,
  planBefore: SessionState["plan"],
  { status, differs, plan }: SaveResponse,
): boolean {
  if (act === null) return true;
  switch (stripForce(act)) {
    case "publish":
      return status === "published" && !differs;
    case "unpublish":
      return status === "draft";
    case "schedule":
      // Another time for an article that is planned already cannot be told from its plan.
      return (planBefore !== "waits" && plan === "waits") || (status === "published" && !differs);
    case "unschedule":
      return plan === null;
    case "withdraw":
      return status === "withdrawn";
    default:
      return false;
  }
}

export type EditorSession = ReturnType<typeof createEditorSession>;

/**
 * The life cycle of an open article. What is written is copied (`written-text.ts`), then saved (`save-queue.ts`). This module handles the site's
 * answers, the edit lock, and copies that earlier pages left. It depends on neither React nor a browser (`ports.ts`).
 */
export function createEditorSession(beginning: SessionState, parts: SessionOptions) {
  const { copies, clock, transport, tab, page, newId } = parts;
  let state = beginning;
  const listeners = new Set<() => void>();
  let opened: Promise<void> | null = null;
  let isClosed = false;
  let hasLeft = false;
  /** This tab goes on with the article after the reload: another one must not get the lock in between. */
  let isReloading = false;
  let hadLock = false;
  /** How many times another tab of this browser asked this one for its article. */
  let handovers = 0;
  let stopListening = () => {};
  /** The revision of the refused text that was last dismissed on this page. */
  let dismissed = 0;
  /** Saves that failed in a row. */
  let failures = 0;
  /** Whether a save failed and the site does not have the whole text yet. */
  let isBehind = false;
  /** The next save asks what became of one that was refused, whose refusal stays on the screen. */
  let isCatchingUp = false;
  /** The text takes the place of one that was saved since it was written: the site keeps that one as a revision. */
  let replaces = false;
  /** The version that the site spoke of last. */
  let siteVersion = beginning.version;
  /** What is still coming into the text. */
  let work: Promise<void> | null = null;
  /** What has to be in the text before it is published. */
  let workBeforePublishing: Promise<void> | null = null;

  const text = createTrackedText({
    form: parts.form,
    copies,
    clock,
    newId,
    tabKey: () => tab.key,
    about: () => state,
    stored: (isStored) => isStored === state.unstored && change({ unstored: !isStored }),
  });
  const queue = createSaveQueue({
    clock,
    send,
    ready: (act) => opened ?? work ?? (isSave(act) ? null : workBeforePublishing),
  });

  function change(part: Partial<SessionState>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  function soon(): void {
    if (state.where === "kept") change({ where: "dirty", did: null });
    if (failures === 0) queue.soon();
  }

  function maySend(act: Act): boolean {
    if (!parts.mayEdit || state.gone) return false;
    if (state.conflict !== null) return !text.isKept();
    if (act === "auto" && text.isKept() && !isCatchingUp) return false;
    // Another page has the article: only the last words of one that had it are sent, which the site keeps as a revision.
    return state.other === null || (hadLock && !text.isKept());
  }

  function envelope(act: Act, written: Fields): Fields {
    const { id, version, key, status } = state;
    const about: Fields = [
      ...([
        ["act", act],
        ["version", String(version)],
        ["key", key],
      ] satisfies Fields),
      ...([
        ["lease", tab.key],
        ["seen", status],
        ["me", String(parts.memberId)],
      ] satisfies Fields),
    ];
    if (id > 0) about.push(["id", String(id)]);
    if (replaces) about.push(["replaces", "1"]);
    return [...about, ...pickContentFields(written)];
  }

  async function send(act: Act): Promise<void> {
    const written = maySend(act) ? text.current() : null;
    if (written === null) return;
    const mark = text.mark();
    const isQuiet = isCatchingUp;
    isCatchingUp = false;
    change({ where: "saving", did: null });
    const answer = await transport.save(envelope(act, written));
    if (isClosed) return;
    if (answer.status === "done") took(act, answer.value, mark, isQuiet);
    else turnedDown(act, answer, mark);
  }

  function took(act: Act, saved: SaveResponse, mark: number, isQuiet: boolean): void {
    const { id, version, savedAt, status, differs, plan, slug, asks } = saved;
    failures = 0;
    replaces = false;
    text.settle(mark);
    if (state.id === 0) {
      refile(id);
      page.showAddress(id);
    }
    const where = text.isKept() ? "kept" : "dirty";
    // The first complete save after an outage is announced, as a button's is.
    const isBack = isBehind && where === "kept";
    if (isBack) isBehind = false;
    const unanswered = isSave(act) && !wasCarriedOut(state.unanswered, state.plan, saved) ? state.unanswered : null;
    const onlySaved = isSave(act) || asks !== null;
    change({
      version,
      savedAt,
      status,
      differs,
      plan,
      slug,
      where,
      unanswered,
      refusedText: withoutDismissed(saved.refusedText),
      ...(!isQuiet && {
        refused: undefined,
        restored: null,
        conflict: null,
        // A scheduled publication is news to this page; what its own button did is not.
        news: onlySaved ? (findScheduleNews(state, saved) ?? state.news) : null,
        // Kept, but asked about before readers get it.
        did: asks || (isBack && act === "auto") ? "save" : stripForce(act),
        asks: asks ?? (act === "auto" ? state.asks : null),
      }),
    });
    if (!text.isKept()) queue.soon();
  }

  /** From here on it is that article. */
  function refile(id: number): void {
    const from = state.id;
    change({ id });
    text.refile(from);
  }

  function turnedDown(act: Act, answer: Exclude<SaveAnswer, { status: "done" }>, mark: number): void {
    const outcome = answer.status === "refused" ? classifyRefusal(answer.code) : answer.status;
    if (answer.status !== "refused" || outcome === "lost" || outcome === "signedOut" || outcome === "otherMember") {
      tryLater(act, outcome === "signedOut" || outcome === "otherMember" ? outcome : "offline");
      return;
    }
    failures = 0;
    if (!isSave(act)) change({ unanswered: null });
    if (outcome === "conflict") {
      // The site keeps as a revision what it refuses.
      text.settle(mark);
      change({ conflict: answer.message, where: text.isKept() ? "kept" : "dirty" });
      if (!text.isKept()) queue.again();
      // Says who has the article, and how one goes on.
      void hold("hold");
    } else if (outcome === "gone") {
      if (text.isKept()) text.resend();
      // Nobody can open that article again; a new one is where this text is offered.
      change({ gone: true, where: "dirty", version: 0, unanswered: null });
      refile(0);
    } else {
      const { code, message, fields, typed } = answer;
      change({ refused: { code, message, fields, typed }, where: text.isKept() ? "kept" : "dirty" });
      if (act === "auto") return;
      // What was written may have been kept although the button was refused, or not: an ordinary save tells.
      isCatchingUp = true;
      queue.again();
    }
  }

  /** The words stay on this device and are sent again. */
  function tryLater(act: Act, where: "offline" | "signedOut" | "otherMember"): void {
    failures += 1;
    isBehind = true;
    // Of a button that got no answer it has to be learnt what it did.
    if (text.isKept()) text.resend();
    text.writeCopy();
    change({ where, unanswered: isSave(act) ? state.unanswered : act });
    queue.after(retryDelayMs(failures));
  }

  /** Says that this page has the article open, or insists; whether it has it then, undefined where the site does not answer. */
  async function hold(act: "hold" | "take"): Promise<boolean | undefined> {
    hasLeft = false;
    if (state.id === 0 || !parts.mayEdit) return true;
    const before = handovers;
    const said = await transport.hold(presence(act));
    if (!said || isClosed) return undefined;
    // The site answered before another tab took the article over.
    if (act === "hold" && said.mine && handovers !== before) return false;
    if (!said.mine) {
      // A tab of this browser that is no longer there: its words are among the copies. It may have come since this one asked.
      if (said.own && act === "hold") await tab.claim();
      if (said.own && act === "hold" && tab.isGone(said.key)) return hold("take");
      // The last words first: the site keeps as a revision what it refuses.
      if (hadLock && state.other === null && opened === null && !text.isKept()) await queue.request("auto");
      change({ other: { name: said.name, own: said.own } });
      return false;
    }
    hadLock = true;
    siteVersion = said.standing.version;
    // A save that is under way knows more than this answer does.
    const news = queue.isSending() && opened === null ? null : findNews(state, said.standing);
    const refusedText = withoutDismissed(said.refusedText);
    change({ other: null, takeFailed: false, news: news ?? state.news, refusedText });
    if (news === "appeared" || news === "failed") {
      const { status, plan, slug, differs } = said.standing;
      change({ status, plan, slug, ...(state.where === "kept" ? { differs } : {}) });
    }
    return true;
  }

  /** Leaves out a text that was dismissed here after the site answered. A site of the previous version sends none. */
  function withoutDismissed(refused: SessionState["refusedText"] | undefined): SessionState["refusedText"] {
    return refused && refused.revision !== dismissed ? refused : null;
  }

  /** Makes this page read-only for another tab of this browser, and saves what was typed last while it still holds the lock. */
  async function handOver(articleId: number, memberId: number): Promise<void> {
    if (isClosed || articleId !== state.id || memberId !== parts.memberId || !parts.mayEdit || state.gone) return;
    handovers += 1;
    if (state.other !== null) return;
    text.lookAgain();
    change({ other: { name: "", own: true } });
    if (hadLock && !text.isKept()) await queue.request("auto");
  }

  const presence = (act: "hold" | "take" | "release" | "dismiss"): Fields => [
    ...([
      ["id", String(state.id)],
      ["key", tab.key],
    ] satisfies Fields),
    ...([
      ["act", act],
      ["me", String(parts.memberId)],
    ] satisfies Fields),
  ];

  /** What tabs that are gone left of this article. */
  function leftCopies(): LocalCopy[] {
    // Begun by a page that never had the answer.
    const begun = state.id === 0 ? [] : copies.list(0).filter(({ key }) => key === parts.lastPageKey);
    return [...copies.list(state.id), ...begun].filter((copy) => copy.id !== text.copyId() && isAbandoned(copy, tab));
  }

  function recover(): void {
    const { lastPageKey, form } = parts;
    const drawn = form.isTyped() || !text.isKept() ? null : form.read();
    const { kept, taken, offered } = classifyCopies(leftCopies(), { lastPageKey, version: state.version, drawn, tab });
    for (const copy of kept) copies.remove(copy.article, copy.id);
    if (taken) {
      // It is that page which goes on here: what it began is not begun twice, and a last save of it that is still under way is no conflict.
      change({ key: taken.key });
      goOnFrom(taken);
      change({ restored: taken.at });
    }
    change({ copies: offered.map(({ id, at }) => ({ id, at })) });
  }

  /** Puts a copy's text into the form; the copy goes when this page's own one holds it. */
  function goOnFrom(copy: LocalCopy): void {
    text.put(copy.fields);
    if (!state.unstored) copies.remove(copy.article, copy.id);
    soon();
  }

  async function open(): Promise<void> {
    isClosed = false;
    queue.open();
    if (!parts.mayEdit) return;
    stopListening();
    stopListening = tab.onHandover(handOver);
    const typedBefore = parts.form.isTyped();
    // The copies first, before anything is sent; then whose the article is.
    const opening = tab.claim().then(async () => {
      if (!isClosed) recover();
      // What was typed before the page's scripts had loaded.
      if (!isClosed && typedBefore && text.note()) soon();
      await hold("hold");
    });
    const done = () => {
      opened = null;
    };
    opened = opening.then(done, done);
    await opening;
  }

  return {
    getState: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    open,
    /** Something was written. */
    changed(): void {
      if (parts.mayEdit && text.note()) soon();
    },
    /** Saves, and does what a button says; done when the site has answered. */
    save: (act: Act) => queue.request(act),
    /** The page is still there, or is looked at again: says so, and hears what became of its article. */
    async beat(): Promise<void> {
      await opened;
      if (isClosed || (await hold("hold")) === undefined) return;
      // The site answers again, so what it could not save is sent at once.
      if (failures > 0 && !text.isKept()) void queue.request("auto");
    },
    /** The page is looked at no longer, and may be ended without a word: what is not sent is sent now. */
    hide(): void {
      text.writeCopy();
      if (!text.isKept() && failures === 0 && !hasLeft) void queue.request("auto");
    },
    /** Network or reader are back: what could not be sent is sent now. */
    retry(): void {
      text.writeCopy();
      if (!text.isKept() && failures > 0) void queue.request("auto");
    },
    /** Something is still being added to the text: saving, or (`beforePublishing`) publishing, waits for it. */
    awaits(coming: Promise<void>, holding: "saves" | "beforePublishing" = "saves"): void {
      const held = coming.then(done, done);
      function done() {
        if (work === held) work = null;
        if (workBeforePublishing === held) workBeforePublishing = null;
      }
      if (holding === "saves") work = held;
      else workBeforePublishing = held;
    },
    /** Has the article here and not on the page that has it open. */
    async takeOver(): Promise<void> {
      queue.stop();
      // Other tabs save first: what the site gets from them later becomes a revision.
      if (state.other?.own) await tab.requestHandover(state.id, parts.memberId);
      const isMine = await hold("take");
      if (isMine !== true) return change({ takeFailed: isMine === undefined });
      // Again: a heartbeat in the meantime may have made one of them editable.
      void tab.requestHandover(state.id, parts.memberId);
      // Somebody has written since this page was drawn: what is there now is read anew, under this tab's key.
      if (state.conflict !== null || state.news === "changed" || siteVersion !== state.version) {
        isReloading = true;
        return page.reload();
      }
      if (!text.isKept()) void queue.request("auto");
    },
    /** Goes on from a copy that is offered. */
    takeCopy(id: string): void {
      const found = leftCopies().find((copy) => copy.id === id);
      change({ copies: state.copies.filter((copy) => copy.id !== id) });
      if (!found) return;
      // What is written here and not saved stays a copy of its own, and is no longer of the page that saves.
      if (!text.isKept()) {
        change({ copies: [{ id: text.copyId(), at: clock.now() }, ...state.copies] });
        text.setAside();
      }
      change({ key: state.id === 0 ? found.key : newId() });
      replaces = true;
      goOnFrom(found);
    },
    /** Deletes a copy that is offered. */
    forgetCopy(id: string): void {
      for (const copy of leftCopies()) if (copy.id === id) copies.remove(copy.article, id);
      change({ copies: state.copies.filter((copy) => copy.id !== id) });
    },
    /** Stops announcing the refused text, on this page and all others. */
    dismissRefusedText(): void {
      const { refusedText } = state;
      if (refusedText === null) return;
      dismissed = refusedText.revision;
      change({ refusedText: null });
      const fields: Fields = [...presence("dismiss"), ["revision", String(dismissed)]];
      transport.leave({ save: null, hold: fields });
    },
    /** A text whose article was deleted begins a new one. */
    beginAgain(): void {
      if (!state.gone) return;
      change({
        gone: false,
        refused: undefined,
        other: null,
        news: null,
        key: newId(),
        status: "draft",
        plan: null,
      });
      text.resend();
      void queue.request("auto");
    },
    leave,
    /** Ends the session, as leaving does. */
    close(): void {
      leave();
      isClosed = true;
      stopListening();
      queue.close();
      text.stop();
    },
  };

  /** The page is closing: what the site has not is sent without waiting, and the lock is released unless this tab reloads. */
  function leave(): void {
    queue.stop();
    if (!parts.mayEdit) return;
    text.lookAgain();
    const written = !text.isKept() && maySend("auto") ? text.current() : null;
    const isHeld = state.id > 0 && hadLock && state.other === null && !isReloading;
    hadLock = false;
    hasLeft = true;
    if (!written && !isHeld) return;
    transport.leave({ save: written && envelope("auto", written), hold: isHeld ? presence("release") : null });
  }
}
