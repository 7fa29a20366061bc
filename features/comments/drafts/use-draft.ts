import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { type FoundDraft, findCommentDraft, openDraftStore, pagesOfTab, randomKey } from "./browser-drafts.ts";
import type { CommentDraft, DraftOwner } from "./drafts.ts";
import { useDraftOwner } from "./use-draft-owner.ts";

interface DraftTarget {
  article: string;
  /** The parent comment's id; 0 for a new thread. */
  parent: number;
  name: string;
  /** The passage selected when the form was opened. */
  quote: string;
  /** The form's key from the server, used until the script makes one. */
  serverKey: string;
}

interface CommentFormDraft {
  key: string;
  quote: string;
  /** Whether the field holds a draft from an earlier visit. */
  isRestored: boolean;
  /** Whether the text was sent with this key: its comment may be stored already. */
  isKeySent: boolean;
  /** Stores the text of the field. */
  keep(text: string): void;
  /** Marks the text as being sent, its field empty: nothing is restored in this page before the response. */
  send(isSent: boolean): void;
  /** The site has refused the text that was sent: no comment of this sending is stored. */
  refuse(): void;
  setQuote(quote: string): void;
  /** Deletes the draft after it was sent, and makes a new key for the next text. */
  end(): void;
  /** Marks the form as closed and keeps its text. */
  close(): void;
  /** Makes a new key: the text, sent again, becomes a new comment. */
  renewKey(): void;
}

/** Stores and restores the text of a comment form in this browser, for the member who typed it. */
export function useDraft(target: DraftTarget, area: RefObject<HTMLTextAreaElement | null>): CommentFormDraft {
  const { article, parent, name, serverKey } = target;
  const owner = useDraftOwner();
  const [state, setState] = useState({ key: serverKey, isKeySent: false, quote: target.quote, isRestored: false });
  const now = useRef(state);
  const currentDraft = useRef<FoundDraft>(undefined);
  const filledOwner = useRef<DraftOwner>(undefined);
  const isSending = useRef(false);
  const wasKeySent = useRef(false);
  /**
   * The text of an unsent draft that another tab may show too. While this form has the same text it has the same key, so
   * both tabs together create one comment.
   */
  const sharedDraftText = useRef<string>(undefined);

  const set = (part: Partial<typeof state>) => {
    now.current = { ...now.current, ...part };
    setState(now.current);
  };
  const renewKey = () => {
    sharedDraftText.current = undefined;
    set({ key: randomKey(), isKeySent: false });
  };
  const storeDraft = (part: Partial<CommentDraft> & { text: string }): boolean => {
    const { key, isKeySent: sent, quote } = now.current;
    const [page] = pagesOfTab();
    const drafts = openDraftStore(filledOwner.current ?? "unknown");
    const draft: CommentDraft = { article, parent, name, quote, key, sent, page, open: true, at: Date.now(), ...part };
    if (!drafts.write(draft)) return false;
    const before = currentDraft.current;
    currentDraft.current = { draft, drafts };
    // The draft continues one of another page, or was stored elsewhere before the owner was known.
    const isElsewhere = before && (before.draft.page !== page || before.drafts.owner !== drafts.owner);
    if (isElsewhere) before.drafts.remove(before.draft);
    return true;
  };
  const drop = () => {
    if (currentDraft.current) currentDraft.current.drafts.remove(currentDraft.current.draft);
    currentDraft.current = undefined;
  };
  const keep = (text: string) => {
    // Another tab may still send the draft with its key.
    if (sharedDraftText.current !== undefined && sharedDraftText.current !== text) renewKey();
    if (text === "") drop();
    else storeDraft({ text });
  };

  // In a layout effect, because a form that is sent at once is already empty afterwards.
  useLayoutEffect(() => {
    const element = area.current;
    const before = filledOwner.current;
    // While the viewer is fetched again, the owner stays the same.
    if (!element || before === owner || (owner === "unknown" && before !== undefined)) return;
    filledOwner.current = owner;
    // Otherwise the browser would restore the text automatically, also for the next person.
    element.autocomplete = "off";
    if (before === undefined) renewKey();
    if (typeof before === "number") {
      // Another member, or signed out: the previous owner keeps their drafts.
      if (element.value !== "" && currentDraft.current?.draft.text !== element.value) return;
      element.value = "";
      currentDraft.current = undefined;
      renewKey();
      set({ quote: "", isRestored: false });
    }
    if (isSending.current) {
      if (currentDraft.current) storeDraft({ text: currentDraft.current.draft.text });
      return;
    }
    const typed = element.value;
    const found = findCommentDraft(owner, article, parent);
    if (!found) return keep(typed);
    const { draft } = found;
    const old = currentDraft.current;
    currentDraft.current = found;
    if (typed === "" || draft.text.startsWith(typed)) element.value = draft.text;
    else if (!typed.startsWith(draft.text)) element.value = `${draft.text}\n\n${typed}`;
    const isRestored = element.value === draft.text;
    // Once sent, a draft keeps its key even if its text is changed: the site then says that the first version is stored.
    if (draft.sent || isRestored) {
      sharedDraftText.current = draft.sent ? undefined : draft.text;
      set({ key: draft.key, isKeySent: draft.sent });
    }
    set({ quote: now.current.quote || draft.quote, isRestored });
    // The draft belongs to this owner from now on, so that nobody else finds it; its form reopens after a reload.
    storeDraft({ text: element.value });
    if (old && old.draft !== draft) old.drafts.remove(old.draft);
  });

  return {
    ...state,
    keep,
    send(isSent) {
      isSending.current = isSent;
      if (!isSent) return;
      sharedDraftText.current = undefined;
      wasKeySent.current = now.current.isKeySent;
      set({ isKeySent: true });
      // If this tab is closed before the response, another one continues with the draft.
      if (currentDraft.current) storeDraft({ text: currentDraft.current.draft.text });
    },
    refuse() {
      set({ isKeySent: wasKeySent.current });
    },
    setQuote(quote) {
      set({ quote });
      keep(area.current?.value ?? "");
    },
    end() {
      drop();
      renewKey();
      set({ quote: "", isRestored: false });
    },
    close() {
      const text = area.current?.value ?? "";
      if (text !== "") storeDraft({ text, open: false });
    },
    renewKey() {
      renewKey();
      keep(area.current?.value ?? "");
    },
  };
}
