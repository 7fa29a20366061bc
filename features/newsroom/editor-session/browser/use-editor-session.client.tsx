"use client";

import { type RefObject, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { countWords } from "#features/articles/rules.ts";
import type { BodyHandle } from "#features/editor/components/editor-host.ts";
import { searchArticlesAction } from "#features/newsroom/actions.ts";
import type { FormDraft } from "#features/newsroom/components/form/section-props.ts";
import { heartbeatSeconds } from "#features/newsroom/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { toSlug } from "#lib/slug.ts";
import { createLocalCopies } from "../local-copies.ts";
import { createEditorSession, type EditorSession } from "../session.ts";
import { type Fields, isReadOnly, type SessionState } from "../state.ts";
import { createBrowserForm } from "./browser-form.ts";
import { getTab, randomId } from "./browser-tab.ts";
import { browserTransport } from "./browser-transport.ts";
import { type EditorSessionView, isAct, reloadingActs } from "./session-view.ts";
import { createWordCountStore } from "./word-count-store.ts";

interface EditorSessionOptions {
  draft: FormDraft;
  me: { id: number };
  mayEdit: boolean;
  form: RefObject<HTMLFormElement | null>;
}

/**
 * Creates the editor session of this page (`editor-session/`), and binds it to the form and to the events of the
 * window.
 */
export function useEditorSession({ draft, me, mayEdit, form }: EditorSessionOptions): EditorSessionView {
  const t = useTranslator();
  const body = useRef<BodyHandle | null>(null);
  const [loaded, setLoaded] = useState<EditorSessionView["loaded"]>(null);
  const [slugProposal, propose] = useState(() => toSlug(draft.content.title));
  // biome-ignore lint/correctness/useExhaustiveDependencies: one store for as long as the page shows this article.
  const length = useMemo(
    () =>
      createWordCountStore(
        draft.words,
        () => {
          const lead = form.current?.elements.namedItem("lead");
          if (!body.current || !(lead instanceof HTMLTextAreaElement)) return undefined;
          return countWords(lead.value) + body.current.words();
        },
        { after },
      ),
    [],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: one session for as long as the page shows this article.
  const session = useMemo(
    () =>
      createEditorSession(initialState(draft), {
        memberId: me.id,
        mayEdit,
        lastPageKey: draft.lastPageKey,
        form: createBrowserForm({
          form: () => form.current,
          body: () => body.current,
          load: (fields: Fields) => {
            setLoaded({ fields, at: Date.now() });
            length.changed();
          },
        }),
        copies: createLocalCopies(() => localStorage, me.id, Date.now),
        clock: { now: Date.now, after },
        transport: browserTransport,
        tab: getTab(),
        page: {
          showAddress: (id) => history.replaceState(history.state, "", `/admin/articles/${id}`),
          reload: () => location.reload(),
        },
        newId: randomId,
      }),
    [],
  );
  const state = useSyncExternalStore(session.subscribe, session.getState, session.getState);
  const acting = useRef(false);
  useEffect(() => bindToWindow(session), [session]);

  return {
    ...state,
    slugProposal,
    length,
    loaded,
    locked: isReadOnly(state),
    changed() {
      session.changed();
      length.changed();
    },
    setBody(handle) {
      body.current = handle;
      // The author may have typed before the editor had loaded.
      if (handle) length.changed();
    },
    waitFor: session.waitFor,
    searchArticles,
    onInput({ target }) {
      if (target instanceof HTMLTextAreaElement && target.name === "title") propose(toSlug(target.value));
      session.changed();
      length.changed();
    },
    onSubmit(event) {
      event.preventDefault();
      const submitter = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
      const act = submitter?.getAttribute("value");
      if (act === "unpublish" && !confirm(t.typeset("newsroom.form.reallyUnpublish"))) return;
      if (act === "discard" && !confirm(t.typeset("newsroom.form.reallyDiscard"))) return;
      // A second click on an act that is under way is ignored.
      if (acting.current) return;
      acting.current = true;
      void session
        .save(isAct(act) ? act : "save")
        .then(() => navigateAfterAct(session, draft, form.current))
        .finally(() => {
          acting.current = false;
        });
    },
    takeOver() {
      void session.takeOver().then(() => {
        // The button has disappeared with its notice: focus moves to the text.
        if (!isReadOnly(session.getState())) requestAnimationFrame(() => focusText(form.current));
      });
    },
    restoreCopy(id) {
      session.restoreCopy(id);
      focusText(form.current);
    },
    deleteCopy(id) {
      session.deleteCopy(id);
      focusText(form.current);
    },
    dismissRefusedText: session.dismissRefusedText,
    createFromDeleted() {
      session.createFromDeleted();
      requestAnimationFrame(() => focusText(form.current));
    },
  };
}

function searchArticles(words: string) {
  const form = new FormData();
  form.set("words", words);
  return callAction(searchArticlesAction, form);
}

function after(ms: number, work: () => void): () => void {
  const timer = window.setTimeout(work, ms);
  return () => clearTimeout(timer);
}

/** Opens the session with the page, and forwards events of the window, the network and Ctrl+S to it. */
function bindToWindow(session: EditorSession): () => void {
  const bound = new AbortController();
  const { signal } = bound;
  void session.open();
  const beating = window.setInterval(() => void session.beat(), heartbeatSeconds * 1000);
  const back = () => {
    session.retry();
    // On return to the window the session checks at once what happened to its article.
    void session.beat();
  };
  addEventListener("online", back, { signal });
  addEventListener("pagehide", session.leave, { signal });
  addEventListener("pageshow", ({ persisted }) => persisted && back(), { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && back(), { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && session.hide(), {
    signal,
  });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      void session.save("save");
    },
    { signal },
  );
  return () => {
    bound.abort();
    clearInterval(beating);
    session.close();
  };
}

/** Navigates after an act, once it has been carried out. */
function navigateAfterAct(session: EditorSession, draft: FormDraft, form: HTMLFormElement | null): void {
  const { id, completedAct } = session.getState();
  if (completedAct === null) return;
  // The text on the page is no longer current: reload it from the server.
  if (completedAct === "discard") location.reload();
  if (completedAct === "delete") location.assign("/admin/articles?done=deleted");
  // Publishing or taking back ended a schedule or a withdrawal, which the page still shows.
  const isOver =
    (completedAct === "publish" || completedAct === "unpublish") &&
    (draft.plan !== null || draft.status === "withdrawn");
  if (reloadingActs.includes(completedAct) || isOver) location.assign(`/admin/articles/${id}?done=${completedAct}`);
  else if (completedAct === "publish") resetChangeFields(form);
}

function focusText(form: HTMLFormElement | null): void {
  const text = form?.querySelector<HTMLElement>(".ProseMirror") ?? form?.querySelector<HTMLElement>("[name=body]");
  text?.focus();
}

/** The state in which the page opens. */
function initialState(draft: FormDraft): SessionState {
  const { id, version, status, differs, savedAt, key, slug, discussion, plan } = draft;
  return {
    id,
    version,
    status,
    differs,
    savedAt,
    key,
    slug,
    discussion,
    saveStatus: "kept",
    isCopyMissing: false,
    completedAct: null,
    refused: undefined,
    conflict: null,
    isDeleted: false,
    news: null,
    unanswered: null,
    refusedText: null,
    lockHolder: null,
    isTakeoverFailed: false,
    restoredAt: null,
    copies: [],
    plan: plan ? (plan.refusal === null ? "waits" : "refused") : null,
    asks: draft.asks?.act ?? null,
  };
}

/** Resets the kind, note and credit of an update, which apply to one update only. */
function resetChangeFields(form: HTMLFormElement | null): void {
  for (const name of ["changeNote", "changeCredit"]) {
    const field = form?.elements.namedItem(name);
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) field.value = "";
  }
  for (const kind of form?.querySelectorAll<HTMLInputElement>("[name=change]") ?? []) kind.checked = false;
}
