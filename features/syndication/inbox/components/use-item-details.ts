import { useEffect, useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { loadItemAction } from "../actions.ts";
import type { ItemDetail } from "../item/item-detail.ts";

/** Details are kept for so many items. */
const maxKept = 200;

/** The details of opened items: loaded once, and ahead for the item that is next. */
export function useItemDetails(
  initial: ItemDetail | undefined,
  selected: number | undefined,
  next: number | undefined,
) {
  const t = useTranslator();
  const [details, setDetails] = useState<ReadonlyMap<number, ItemDetail | string>>(
    new Map(initial ? [[initial.id, initial]] : []),
  );
  const requested = useRef(new Set(initial ? [initial.id] : []));

  const load = async (id: number, raw = false) => {
    if (requested.current.has(id) && !raw) return;
    requested.current.add(id);
    const form = new FormData();
    form.set("item", String(id));
    if (raw) form.set("raw", "1");
    const answer = await callAction(loadItemAction, form);
    if (answer.status === "idle") return;
    // Loaded again the next time it is opened.
    if (answer.status === "refused") requested.current.delete(id);
    setDetails((known) => {
      const all = [...known].filter(([key]) => key !== id).slice(-maxKept);
      if (answer.status === "done") return new Map([...all, [id, answer.value]]);
      // The usual sentence speaks of a text that was typed.
      const isUnavailable = answer.code === "form.unavailable";
      return new Map([...all, [id, isUnavailable ? t.typeset("inbox.unreadable") : answer.message]]);
    });
  };

  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (selected !== undefined) void latest.current(selected);
    if (next !== undefined) void latest.current(next);
  }, [selected, next]);

  /** Loads again what an undo or a split changed. */
  const reload = (id: number) => {
    requested.current.delete(id);
    void load(id);
  };

  return { details, reload, loadRaw: (id: number) => void load(id, true) };
}
