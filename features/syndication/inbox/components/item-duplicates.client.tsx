"use client";

import type { FormEvent, ReactNode } from "react";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideItemAction } from "../actions.ts";
import type { ItemDetail, ListedDuplicate } from "../item/item-detail.ts";
import { DecisionFields } from "./decision-fields.client.tsx";
import { itemHref, useInboxView } from "./inbox-view-context.ts";

/** What is merged into an item and why, with the way to separate it; or the way to separate the item itself. */
export function ItemDuplicates({ item }: { item: ItemDetail }) {
  const t = useTranslator();
  return (
    <>
      {item.state === "merged" && <SplitForm item={item.id} title={item.title} back={item.id} />}
      {item.duplicates.length > 0 && (
        <section className="inbox-duplicates" aria-label={t("inbox.duplicates")}>
          <h3>{t("inbox.duplicates")}</h3>
          <ul>
            {item.duplicates.map((duplicate) => (
              <Duplicate key={duplicate.id} duplicate={duplicate} of={item.id} />
            ))}
          </ul>
        </section>
      )}
      {item.state === "waiting" && item.targets.length > 0 && (
        <section className="inbox-duplicates" aria-label={t("inbox.targets.title")}>
          <h3>{t("inbox.targets.title")}</h3>
          <ul>
            {item.targets.map(({ value, title, about, shared }) => (
              <li key={value}>
                <div className="inbox-duplicate">
                  <div>
                    <TargetLink value={value}>{title}</TargetLink>
                    <span className="admin-detail">{about}</span>
                  </div>
                  <MergeForm item={item.id} into={value} title={title} />
                </div>
                <SharedSentences sentences={shared} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function TargetLink({ value, children }: { value: string; children: string }) {
  const { here } = useInboxView();
  const [kind, id] = value.split(":");
  return (
    <a href={kind === "item" ? itemHref(here, Number(id)) : `/admin/articles/${id}`} target="_blank" rel="noopener">
      {children}
    </a>
  );
}

function Duplicate({ duplicate, of }: { duplicate: ListedDuplicate; of: number }) {
  const t = useTranslator();
  const { id, title, url, source, time, likeness, shared } = duplicate;
  return (
    <li>
      <div className="inbox-duplicate">
        <div>
          <strong>{source}</strong>{" "}
          {url ? (
            <a href={url} target="_blank" rel="external noopener noreferrer nofollow">
              {title}
            </a>
          ) : (
            title
          )}
          <span className="admin-detail">
            {likeness ?? t.typeset("inbox.likeness.editor")} · <time dateTime={time.iso}>{time.text}</time>
          </span>
        </div>
        <SplitForm item={id} title={title} back={of} />
      </div>
      <SharedSentences sentences={shared} />
    </li>
  );
}

function SharedSentences({ sentences }: { sentences: string[] }) {
  const t = useTranslator();
  if (sentences.length === 0) return null;
  return (
    <details className="inbox-shared">
      <summary>{t.typeset("inbox.shared", { count: sentences.length })}</summary>
      {sentences.map((sentence) => (
        <blockquote key={sentence}>{sentence}</blockquote>
      ))}
    </details>
  );
}

/** Merges an item into a suggestion, without the panel. */
function MergeForm({ item, into, title }: { item: number; into: string; title: string }) {
  const t = useTranslator();
  const { here } = useInboxView();
  const label = t.typeset("inbox.targets.mergeOne", { title });
  return (
    <DecisionButton item={item} fields={{ action: "merge", into }} back={here} label={label}>
      {t("inbox.targets.merge")}
    </DecisionButton>
  );
}

/** "Not the same": the item waits for a decision of its own. */
function SplitForm({ item, title, back }: { item: number; title: string; back: number }) {
  const t = useTranslator();
  const { here } = useInboxView();
  const label = t.typeset("inbox.splitOne", { title });
  return (
    <DecisionButton item={item} fields={{ action: "split" }} back={itemHref(here, back)} label={label}>
      {t("inbox.actions.split")}
    </DecisionButton>
  );
}

interface ButtonProps {
  item: number;
  fields: { action: "split" } | { action: "merge"; into: string };
  back: string;
  /** Names the item, for screen readers. */
  label: string;
  children: ReactNode;
}

/** Decides about an item with one button, which needs no further choice. */
function DecisionButton({ item, fields, back, label, children }: ButtonProps) {
  const { decide } = useInboxView();
  const [, act] = useFormAction(decideItemAction, idleState);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    decide(item, fields);
  };
  return (
    <form action={act} onSubmit={submit}>
      <DecisionFields item={item} action={fields.action} back={back} />
      {"into" in fields && <input type="hidden" name="into" value={fields.into} />}
      <button type="submit" className="queue-button" aria-label={label}>
        {children}
      </button>
    </form>
  );
}
