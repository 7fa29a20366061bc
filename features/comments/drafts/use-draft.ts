import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { draftsFor, type FoundDraft, findDraft, pagesOfTab, randomKey } from "./browser-drafts.ts";
import type { Draft, DraftOwner } from "./drafts.ts";
import { useDraftOwner } from "./use-draft-owner.ts";

interface Place {
  article: string;
  /** The comment that is answered; 0: none. */
  parent: number;
  name: string;
  /** What the form was opened with, selected in that comment. */
  quote: string;
  /** The form's key before a script has given it one of its own. */
  serverKey: string;
}

export interface FormDraft {
  key: string;
  quote: string;
  /** A text of an earlier visit stands in the field. */
  kept: boolean;
  /** Keeps what the field holds. */
  keep(text: string): void;
  /** The text is on its way, and its field empty: nothing is put back until the answer is there. */
  send(isSent: boolean): void;
  setQuote(quote: string): void;
  /** Sent: nothing is kept, and the next text has a key of its own. */
  end(): void;
  /** The form is put away, its text stays. */
  close(): void;
  /** Sent again, it is a comment of its own. */
  renewKey(): void;
}

/** Keeps what is typed into a comment form in this browser, for who typed it, and puts it back into its field. */
export function useDraft(place: Place, area: RefObject<HTMLTextAreaElement | null>): FormDraft {
  const { article, parent, name, serverKey } = place;
  const owner = useDraftOwner();
  const [shown, show] = useState({ key: serverKey, quote: place.quote, kept: false });
  const now = useRef(shown);
  const held = useRef<FoundDraft>(undefined);
  const filledFor = useRef<DraftOwner>(undefined);
  const sent = useRef(false);

  const set = (part: Partial<typeof shown>) => {
    now.current = { ...now.current, ...part };
    show(now.current);
  };
  const put = (part: Partial<Draft> & { text: string }): boolean => {
    const { key, quote } = now.current;
    const [page] = pagesOfTab();
    const drafts = draftsFor(filledFor.current ?? "unknown");
    const draft: Draft = { article, parent, name, quote, key, page, open: true, at: Date.now(), ...part };
    if (!drafts.write(draft)) return false;
    const before = held.current;
    held.current = { draft, drafts };
    // Taken on from another page, or kept elsewhere before it was known whose it is.
    const isElsewhere = before && (before.draft.page !== page || before.drafts.owner !== drafts.owner);
    if (isElsewhere) before.drafts.remove(before.draft);
    return true;
  };
  const drop = () => {
    if (held.current) held.current.drafts.remove(held.current.draft);
    held.current = undefined;
  };
  const keep = (text: string) => {
    if (text === "") drop();
    else put({ text });
  };

  // With the form's first moment, not after it: a form that is sent at once has been emptied by then.
  useLayoutEffect(() => {
    const element = area.current;
    const before = filledFor.current;
    // While it is asked again who reads, it is who it was.
    if (!element || before === owner || (owner === "unknown" && before !== undefined)) return;
    filledFor.current = owner;
    // The browser would bring the text back by itself, for whoever comes after.
    element.autocomplete = "off";
    if (before === undefined) set({ key: randomKey() });
    if (typeof before === "number") {
      // Somebody else, or nobody any longer: what was kept for the one before is theirs.
      if (element.value !== "" && held.current?.draft.text !== element.value) return;
      element.value = "";
      held.current = undefined;
      set({ key: randomKey(), quote: "", kept: false });
    }
    if (sent.current) {
      if (held.current) put({ text: held.current.draft.text });
      return;
    }
    const typed = element.value;
    const found = findDraft(owner, article, parent);
    if (!found) return keep(typed);
    const { draft } = found;
    const old = held.current;
    held.current = found;
    if (typed === "" || draft.text.startsWith(typed)) element.value = draft.text;
    else if (!typed.startsWith(draft.text)) element.value = `${draft.text}\n\n${typed}`;
    const isOfTab = pagesOfTab().includes(draft.page);
    set({
      ...(isOfTab && { key: draft.key }),
      quote: now.current.quote || draft.quote,
      kept: element.value === draft.text,
    });
    // Theirs from now on, so that nobody else finds it; open again after a reload.
    put({ text: element.value });
    if (old && old.draft !== draft) old.drafts.remove(old.draft);
  });

  return {
    ...shown,
    keep,
    send(isSent) {
      sent.current = isSent;
    },
    setQuote(quote) {
      set({ quote });
      keep(area.current?.value ?? "");
    },
    end() {
      drop();
      set({ key: randomKey(), quote: "", kept: false });
    },
    close() {
      const text = area.current?.value ?? "";
      if (text !== "") put({ text, open: false });
    },
    renewKey() {
      set({ key: randomKey() });
      keep(area.current?.value ?? "");
    },
  };
}
