"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideItemAction, findTargetsAction } from "../actions.ts";
import type { ListedTarget } from "../item/item-detail.ts";
import { DecisionFields } from "./decision-fields.client.tsx";
import { itemHref, useInboxView } from "./inbox-view-context.ts";

interface Props {
  item: number;
  next: number | undefined;
  suggestions: ListedTarget[];
  /** The words that the address searches for, and what was found. */
  words: string;
  found: ListedTarget[];
}

/** Chooses what an item is merged into: a suggestion, or what a search for titles finds. */
export function MergePanel({ item, next, suggestions, words, found }: Props) {
  const t = useTranslator();
  const { here, decide } = useInboxView();
  const [, act] = useFormAction(decideItemAction, idleState);
  const [targets, setTargets] = useState(words ? found : suggestions);
  const [isMissing, setMissing] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => search.current?.focus(), []);

  const find = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    form.set("words", String(form.get("mq") ?? ""));
    const answer = await callAction(findTargetsAction, form);
    if (answer.status === "done") setTargets(answer.value);
  };
  const merge = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const into = new FormData(event.currentTarget).get("into");
    if (typeof into === "string") decide(item, { action: "merge", into });
    else setMissing(true);
  };
  return (
    <section id="inbox-panel" className="inbox-panel" aria-label={t("inbox.merge.title")}>
      <form method="get" action="/admin/inbox" className="inbox-panel-search" onSubmit={find}>
        <HiddenPlace here={itemHref(here, item, { act: "merge" })} />
        <label htmlFor="inbox-mq">{t("inbox.merge.search")}</label>
        <input ref={search} id="inbox-mq" type="search" name="mq" maxLength={100} defaultValue={words} />
        <button type="submit" className="queue-button">
          {t("inbox.searchGo")}
        </button>
      </form>
      <form action={act} onSubmit={merge}>
        <DecisionFields item={item} action="merge" back={next === undefined ? here : itemHref(here, next)} />
        <fieldset>
          <legend>{t("inbox.merge.into")}</legend>
          {targets.length === 0 && <p className="admin-detail">{t.typeset("inbox.merge.none")}</p>}
          {targets.map(({ value, title, about }, index) => (
            <label key={value} className="inbox-target">
              <input type="radio" name="into" value={value} defaultChecked={index === 0} />
              <span>
                {title}
                <span className="admin-detail">{about}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {isMissing && (
          <p className="inbox-problem" role="alert">
            {t.typeset("inbox.merge.missing")}
          </p>
        )}
        <button type="submit" className="button button-strong" aria-disabled={targets.length === 0}>
          {t("inbox.merge.title")}
        </button>
      </form>
    </section>
  );
}

/** The parameters of an address as hidden fields of a form that sends a GET request. */
function HiddenPlace({ here }: { here: string }) {
  const params = [...new URLSearchParams(here.split("?")[1])];
  return params.map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}
