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
  /** The page that saved last before this one was rendered. */
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

/**
 * Whether an article shows that a request was carried out although its response was lost.
 * @param planBefore the schedule that the page knew
 */
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
      // The plan does not tell a new time from the former one, so a changed schedule cannot be recognised.
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
 * The life cycle of an open article. Each change is copied to this device (`tracked-text.ts`), then saved
 * (`save-queue.ts`). This module handles the server's responses, the edit lock, and copies that earlier pages left. It
 * depends on neither React nor a browser (`ports.ts`).
 */
export function createEditorSession(beginning: SessionState, parts: SessionOptions) {
  const { copies, clock, transport, tab, page, newId } = parts;
  let state = beginning;
  const listeners = new Set<() => void>();
  let opened: Promise<void> | null = null;
  let isClosed = false;
  let hasLeft = false;
  /** This tab continues with the article after the reload: no other tab may get the lock in between. */
  let isReloading = false;
  let hadLock = false;
  /** How often another tab of this browser requested the article. */
  let handovers = 0;
  let stopListening = () => {};
  /** The last rejected save that was dismissed on this page: its revision. */
  let dismissed = 0;
  /** Saves that failed in a row. */
  let failures = 0;
  /** Whether a save failed and the server does not have the whole text yet. */
  let isBehind = false;
  /** The next save finds out what became of a refused one, whose message stays on the screen. */
  let isCatchingUp = false;
  /** The text replaces one that was saved since it was written; the server keeps that one as a revision. */
  let replaces = false;
  /** The version in the server's last response. */
  let siteVersion = beginning.version;
  /** Pending work that still adds to the text. */
  let work: Promise<void> | null = null;
  /** Pending work that must be in the text before it is published. */
  let workBeforePublishing: Promise<void> | null = null;

  const text = createTrackedText({
    form: parts.form,
    copies,
    clock,
    newId,
    tabKey: () => tab.key,
    identify: () => state,
    stored: (isStored) => isStored === state.isCopyMissing && change({ isCopyMissing: !isStored }),
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

  function saveSoon(): void {
    if (state.saveStatus === "kept") change({ saveStatus: "dirty", completedAct: null });
    if (failures === 0) queue.soon();
  }

  function maySend(act: Act): boolean {
    if (!parts.mayEdit || state.isDeleted) return false;
    if (state.conflict !== null) return !text.isKept();
    if (act === "auto" && text.isKept() && !isCatchingUp) return false;
    // Another page holds the lock. Only a page that held it before sends its last changes, which the server keeps as a
    // revision.
    return state.lockHolder === null || (hadLock && !text.isKept());
  }

  function envelope(act: Act, written: Fields): Fields {
    const { id, version, key, status } = state;
    const identify: Fields = [
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
    if (id > 0) identify.push(["id", String(id)]);
    if (replaces) identify.push(["replaces", "1"]);
    return [...identify, ...pickContentFields(written)];
  }

  async function send(act: Act): Promise<void> {
    const written = maySend(act) ? text.current() : null;
    if (written === null) return;
    const mark = text.mark();
    const isQuiet = isCatchingUp;
    isCatchingUp = false;
    change({ saveStatus: "saving", completedAct: null });
    const answer = await transport.save(envelope(act, written));
    if (isClosed) return;
    if (answer.status === "done") handleSaved(act, answer.value, mark, isQuiet);
    else handleRefusal(act, answer, mark);
  }

  function handleSaved(act: Act, saved: SaveResponse, mark: number, isQuiet: boolean): void {
    const { id, version, savedAt, status, differs, plan, slug, discussion, asks } = saved;
    failures = 0;
    replaces = false;
    text.confirmSaved(mark);
    if (state.id === 0) {
      reassign(id);
      page.showAddress(id);
    }
    const saveStatus = text.isKept() ? "kept" : "dirty";
    // Announces the first complete save after an outage, as for a save by button.
    const isBack = isBehind && saveStatus === "kept";
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
      discussion,
      saveStatus,
      unanswered,
      refusedText: withoutDismissed(saved.refusedText),
      ...(!isQuiet && {
        refused: undefined,
        restoredAt: null,
        conflict: null,
        // The page reports a scheduled publication, but not the act of its own button.
        news: onlySaved ? (findScheduleNews(state, saved) ?? state.news) : null,
        // Saved, but the publication has to be confirmed first.
        completedAct: asks || (isBack && act === "auto") ? "save" : stripForce(act),
        asks: asks ?? (act === "auto" ? state.asks : null),
      }),
    });
    if (!text.isKept()) queue.soon();
  }

  /** Assigns the session to another article. */
  function reassign(id: number): void {
    const from = state.id;
    change({ id });
    text.reassign(from);
  }

  function handleRefusal(act: Act, answer: Exclude<SaveAnswer, { status: "done" }>, mark: number): void {
    const outcome = answer.status === "refused" ? classifyRefusal(answer.code) : answer.status;
    if (answer.status !== "refused" || outcome === "lost" || outcome === "signedOut" || outcome === "otherMember") {
      scheduleRetry(act, outcome === "signedOut" || outcome === "otherMember" ? outcome : "offline");
      return;
    }
    failures = 0;
    if (!isSave(act)) change({ unanswered: null });
    if (outcome === "conflict") {
      // The server keeps a refused text as a revision.
      text.confirmSaved(mark);
      change({ conflict: answer.message, saveStatus: text.isKept() ? "kept" : "dirty" });
      if (!text.isKept()) queue.again();
      // The response names the lock's holder, and so how to continue.
      void hold("hold");
    } else if (outcome === "gone") {
      if (text.isKept()) text.resend();
      // The article was deleted; its text can become a new one.
      change({ isDeleted: true, saveStatus: "dirty", version: 0, unanswered: null });
      reassign(0);
    } else {
      const { code, message, fields, typed } = answer;
      change({ refused: { code, message, fields, typed }, saveStatus: text.isKept() ? "kept" : "dirty" });
      if (act === "auto") return;
      // The text may have been saved although the act was refused: an ordinary save finds out.
      isCatchingUp = true;
      queue.again();
    }
  }

  /** The text stays on this device and is sent again later. */
  function scheduleRetry(act: Act, saveStatus: "offline" | "signedOut" | "otherMember"): void {
    failures += 1;
    isBehind = true;
    // The act may have been carried out without a response: another save finds out.
    if (text.isKept()) text.resend();
    text.writeCopy();
    change({ saveStatus, unanswered: isSave(act) ? state.unanswered : act });
    queue.after(retryDelayMs(failures));
  }

  /**
   * Renews or takes over the edit lock. Returns whether this page holds it; undefined if the server does not answer.
   */
  async function hold(act: "hold" | "take"): Promise<boolean | undefined> {
    hasLeft = false;
    if (state.id === 0 || !parts.mayEdit) return true;
    const before = handovers;
    const lock = await transport.hold(presence(act));
    if (!lock || isClosed) return undefined;
    // The server answered before another tab took the article over.
    if (act === "hold" && lock.mine && handovers !== before) return false;
    if (!lock.mine) {
      // The holder is a closed tab of this browser, whose text is among the copies. It may have been opened after the
      // last look.
      if (lock.own && act === "hold") await tab.claim();
      if (lock.own && act === "hold" && tab.isGone(lock.key)) return hold("take");
      // Save the last changes first: the server keeps a refused text as a revision.
      if (hadLock && state.lockHolder === null && opened === null && !text.isKept()) await queue.request("auto");
      change({ lockHolder: { name: lock.name, own: lock.own } });
      return false;
    }
    hadLock = true;
    siteVersion = lock.standing.version;
    // The response to a save that is under way is newer than this one.
    const news = queue.isSending() && opened === null ? null : findNews(state, lock.standing);
    const refusedText = withoutDismissed(lock.refusedText);
    const { discussion } = lock.standing;
    change({ lockHolder: null, isTakeoverFailed: false, news: news ?? state.news, refusedText, discussion });
    if (news === "appeared" || news === "failed") {
      const { status, plan, slug, differs } = lock.standing;
      change({ status, plan, slug, ...(state.saveStatus === "kept" ? { differs } : {}) });
    }
    return true;
  }

  /**
   * Ignores a rejected save that was dismissed here after the server had answered. A server of the previous version
   * sends none.
   */
  function withoutDismissed(refused: SessionState["refusedText"] | undefined): SessionState["refusedText"] {
    return refused && refused.revision !== dismissed ? refused : null;
  }

  /**
   * Makes this page read-only for another tab of this browser, and saves the last changes while it still holds the
   * lock.
   */
  async function handOver(articleId: number, memberId: number): Promise<void> {
    if (isClosed || articleId !== state.id || memberId !== parts.memberId || !parts.mayEdit || state.isDeleted) return;
    handovers += 1;
    if (state.lockHolder !== null) return;
    text.readAgain();
    change({ lockHolder: { name: "", own: true } });
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

  /** Lists the copies of this article that closed tabs left. */
  function listAbandonedCopies(): LocalCopy[] {
    // Copies of a page that created the article but never received the response.
    const unconfirmed = state.id === 0 ? [] : copies.list(0).filter(({ key }) => key === parts.lastPageKey);
    return [...copies.list(state.id), ...unconfirmed].filter(
      (copy) => copy.id !== text.copyId() && isAbandoned(copy, tab),
    );
  }

  function recover(): void {
    const { lastPageKey, form } = parts;
    const drawn = form.isTyped() || !text.isKept() ? null : form.read();
    const { saved, continued, offered } = classifyCopies(listAbandonedCopies(), {
      lastPageKey,
      version: state.version,
      drawn,
      tab,
    });
    for (const copy of saved) copies.remove(copy.article, copy.id);
    if (continued) {
      // Continue under that page's key, so that its article is not created twice and its last save, if still under way,
      // is no conflict.
      change({ key: continued.key });
      continueFrom(continued);
      change({ restoredAt: continued.at });
    }
    change({ copies: offered.map(({ id, at }) => ({ id, at })) });
  }

  /** Puts a copy's text into the form. The copy is deleted once this page's own copy contains it. */
  function continueFrom(copy: LocalCopy): void {
    text.put(copy.fields);
    if (!state.isCopyMissing) copies.remove(copy.article, copy.id);
    saveSoon();
  }

  async function open(): Promise<void> {
    isClosed = false;
    queue.open();
    if (!parts.mayEdit) return;
    stopListening();
    stopListening = tab.onHandover(handOver);
    const typedBefore = parts.form.isTyped();
    // The copies first, before anything is sent; then the edit lock.
    const opening = tab.claim().then(async () => {
      if (!isClosed) recover();
      // Typed before the page's scripts had loaded.
      if (!isClosed && typedBefore && text.recordChange()) saveSoon();
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
    /** Call it after each change. */
    changed(): void {
      if (parts.mayEdit && text.recordChange()) saveSoon();
    },
    /** Saves, and carries out a button's act; resolves when the server has answered. */
    save: (act: Act) => queue.request(act),
    /** Sends a heartbeat and handles what happened to the article. */
    async beat(): Promise<void> {
      await opened;
      if (isClosed || (await hold("hold")) === undefined) return;
      // The server answers again: send at once what could not be saved.
      if (failures > 0 && !text.isKept()) void queue.request("auto");
    },
    /** The page is hidden, and browsers may end it without notice: send unsaved changes now. */
    hide(): void {
      text.writeCopy();
      if (!text.isKept() && failures === 0 && !hasLeft) void queue.request("auto");
    },
    /** The network or the author is back: send what could not be sent. */
    retry(): void {
      text.writeCopy();
      if (!text.isKept() && failures > 0) void queue.request("auto");
    },
    /** Registers work that still adds to the text: saving, or only publishing (`beforePublishing`), waits for it. */
    waitFor(coming: Promise<void>, holding: "saves" | "beforePublishing" = "saves"): void {
      const pending = coming.then(done, done);
      function done() {
        if (work === pending) work = null;
        if (workBeforePublishing === pending) workBeforePublishing = null;
      }
      if (holding === "saves") work = pending;
      else workBeforePublishing = pending;
    },
    /** Takes the edit lock over from the page that holds it. */
    async takeOver(): Promise<void> {
      queue.stop();
      // Other tabs save first; what the server gets from them later becomes a revision.
      if (state.lockHolder?.own) await tab.requestHandover(state.id, parts.memberId);
      const isMine = await hold("take");
      if (isMine !== true) return change({ isTakeoverFailed: isMine === undefined });
      // Again: a heartbeat in the meantime may have made one of them editable.
      void tab.requestHandover(state.id, parts.memberId);
      // The text was saved elsewhere since this page was rendered: reload it, under this tab's key.
      if (state.conflict !== null || state.news === "changed" || siteVersion !== state.version) {
        isReloading = true;
        return page.reload();
      }
      if (!text.isKept()) void queue.request("auto");
    },
    /** Continues from an offered copy. */
    restoreCopy(id: string): void {
      const found = listAbandonedCopies().find((copy) => copy.id === id);
      change({ copies: state.copies.filter((copy) => copy.id !== id) });
      if (!found) return;
      // Unsaved changes of this page remain a separate copy.
      if (!text.isKept()) {
        change({ copies: [{ id: text.copyId(), at: clock.now() }, ...state.copies] });
        text.detachCopy();
      }
      change({ key: state.id === 0 ? found.key : newId() });
      replaces = true;
      continueFrom(found);
    },
    /** Deletes an offered copy. */
    deleteCopy(id: string): void {
      for (const copy of listAbandonedCopies()) if (copy.id === id) copies.remove(copy.article, id);
      change({ copies: state.copies.filter((copy) => copy.id !== id) });
    },
    /** Dismisses the rejected save, on this page and all others. */
    dismissRefusedText(): void {
      const { refusedText } = state;
      if (refusedText === null) return;
      dismissed = refusedText.revision;
      change({ refusedText: null });
      const fields: Fields = [...presence("dismiss"), ["revision", String(dismissed)]];
      transport.leave({ save: null, hold: fields });
    },
    /** Creates a new article from the text of a deleted one. */
    createFromDeleted(): void {
      if (!state.isDeleted) return;
      change({
        isDeleted: false,
        refused: undefined,
        lockHolder: null,
        news: null,
        key: newId(),
        status: "draft",
        plan: null,
      });
      text.resend();
      void queue.request("auto");
    },
    leave,
    /** Ends the session, as leaving the page does. */
    close(): void {
      leave();
      isClosed = true;
      stopListening();
      queue.close();
      text.stop();
    },
  };

  /** The page is closing: sends unsaved changes without waiting, and releases the lock unless this tab reloads. */
  function leave(): void {
    queue.stop();
    if (!parts.mayEdit) return;
    text.readAgain();
    const written = !text.isKept() && maySend("auto") ? text.current() : null;
    const isHeld = state.id > 0 && hadLock && state.lockHolder === null && !isReloading;
    hadLock = false;
    hasLeft = true;
    if (!written && !isHeld) return;
    transport.leave({ save: written && envelope("auto", written), hold: isHeld ? presence("release") : null });
  }
}
