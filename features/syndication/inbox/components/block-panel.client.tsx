"use client";

import { type FormEvent, useEffect, useRef } from "react";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideItemAction } from "../actions.ts";
import type { ItemDetail } from "../item/item-detail.ts";
import { DecisionFields } from "./decision-fields.client.tsx";
import { itemHref, useInboxView } from "./inbox-view-context.ts";

/** Chooses what to block: the author, a word of the title, or the whole feed. */
export function BlockPanel({ item, next }: { item: ItemDetail; next: number | undefined }) {
  const t = useTranslator();
  const { here, decide } = useInboxView();
  const [, act] = useFormAction(decideItemAction, idleState);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { author, titleWords, feed } = item;
  const block = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const kind = String(form.get("kind"));
    const word = String(form.get("word") ?? "");
    decide(item.id, { action: "block", kind, ...(kind === "word" && { word }) });
  };
  return (
    <section id="inbox-panel" className="inbox-panel" aria-label={t("inbox.block.title")}>
      <form action={act} onSubmit={block}>
        <DecisionFields item={item.id} action="block" back={next === undefined ? here : itemHref(here, next)} />
        <fieldset>
          <legend>{t.typeset("inbox.block.what", { feed })}</legend>
          {author && (
            <label className="inbox-target">
              <input ref={first} type="radio" name="kind" value="author" defaultChecked />
              {t.typeset("inbox.block.author", { author })}
            </label>
          )}
          {titleWords.length > 0 && (
            <span className="inbox-target">
              <input
                ref={author ? undefined : first}
                id="inbox-block-word"
                type="radio"
                name="kind"
                value="word"
                defaultChecked={!author}
              />
              <label htmlFor="inbox-block-word">{t("inbox.block.word")}</label>
              <select name="word" aria-label={t("inbox.block.word")}>
                {titleWords.map((word) => (
                  <option key={word}>{word}</option>
                ))}
              </select>
            </span>
          )}
          <label className="inbox-target">
            <input type="radio" name="kind" value="feed" defaultChecked={!author && titleWords.length === 0} />
            {t.typeset("inbox.block.feed")}
          </label>
        </fieldset>
        <p className="admin-detail">{t.typeset("inbox.block.hint")}</p>
        <button type="submit" className="button button-strong">
          {t("inbox.block.title")}
        </button>
      </form>
    </section>
  );
}
