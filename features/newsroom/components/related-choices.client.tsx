"use client";

import { type ReactNode, useId } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { changeRelatedChoiceAction } from "../related/actions.ts";
import type { loadRelatedChoices } from "../related/loaders.ts";

type Loaded = Awaited<ReturnType<typeof loadRelatedChoices>>;
type Row = Pick<Loaded["shown"][number], "id" | "title" | "choice"> & Partial<Loaded["shown"][number]>;

interface Props
  extends Pick<Loaded, "version" | "pins" | "shown" | "next" | "leftOut" | "waiting" | "found" | "mayChoose"> {
  articleId: number;
}

/** The related selection of an article: each entry with its score, and buttons to pin, order and exclude. */
export function RelatedChoices({ articleId, version, pins, mayChoose, waiting, ...lists }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(changeRelatedChoiceAction, idleState);

  /** The buttons of an article: what may be done with it now. */
  function controls({ id, title, choice }: Row) {
    if (!mayChoose) return null;
    const at = pins.indexOf(id);
    const acts =
      choice === "pin"
        ? (["up", "down", "unpin", "exclude"] as const)
        : choice === "exclude"
          ? (["include"] as const)
          : (["pin", "exclude"] as const);
    return (
      <form action={action} className="order-controls" onSubmit={(event) => pending && event.preventDefault()}>
        <input type="hidden" name="article" value={articleId} />
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="version" value={version} />
        {acts.map((act) => (
          <button
            key={act}
            type="submit"
            name="act"
            value={act === "unpin" || act === "include" ? "restore" : act}
            aria-disabled={pending || (act === "up" && at === 0) || (act === "down" && at === pins.length - 1)}
            aria-label={t(`relatedChoices.${act}Of`, { title })}
          >
            {t.typeset(`relatedChoices.${act}`)}
          </button>
        ))}
      </form>
    );
  }

  const item = (row: Row, note: ReactNode) => (
    <li key={row.id}>
      <div className="order-title">
        {row.choice === "pin" && <span>{t("relatedChoices.pinned")}</span>}
        <a className="admin-list-title" href={`/admin/articles/${row.id}`}>
          {row.title}
        </a>
        {note}
      </div>
      {controls(row)}
    </li>
  );

  const scored = (rows: Loaded["shown"]) =>
    rows.map((row) =>
      item(
        row,
        <>
          {row.leftOut && <p className="admin-detail">{t(`relatedChoices.leftOut.${row.leftOut}`)}</p>}
          <p className="admin-list-facts">
            {row.score.parts.map((part) => (
              <span key={part}>{part}</span>
            ))}
            <b>{row.score.total}</b>
          </p>
        </>,
      ),
    );

  return (
    <div className="order-sections">
      <FormAlert answer={state}>{state.status === "refused" && state.message}</FormAlert>
      <FormSuccess>{state.status === "done" && !pending && t("relatedChoices.done")}</FormSuccess>
      {lists.found && (
        <Section
          title={t("relatedChoices.found")}
          empty={t("relatedChoices.noneFound")}
          isEmpty={lists.found.length === 0}
        >
          <ul className="order-list">{lists.found.map((row) => item(row, null))}</ul>
        </Section>
      )}
      <Section title={t("relatedChoices.shown")} empty={t("relatedChoices.none")} isEmpty={lists.shown.length === 0}>
        <ol className="order-list">{scored(lists.shown)}</ol>
      </Section>
      {lists.next.length > 0 && (
        <Section title={t("relatedChoices.next")}>
          <ul className="order-list">{scored(lists.next)}</ul>
        </Section>
      )}
      {waiting.length > 0 && (
        <Section title={t("relatedChoices.waiting")}>
          <ul className="order-list">
            {waiting.map(({ id, title, kind, status }) =>
              item(
                { id, title, choice: kind },
                <p className="admin-detail">
                  {t.typeset(
                    kind === "pin" && status !== "published" ? "relatedChoices.pinWaits" : "relatedChoices.noEffect",
                  )}
                </p>,
              ),
            )}
          </ul>
        </Section>
      )}
      {lists.leftOut.length > 0 && (
        <Section title={t("relatedChoices.leftOut.title")}>
          <ul className="order-list">{scored(lists.leftOut)}</ul>
        </Section>
      )}
    </div>
  );
}

interface SectionProps {
  title: string;
  empty?: string;
  isEmpty?: boolean;
  children: ReactNode;
}

function Section({ title, empty, isEmpty = false, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {isEmpty ? <p className="admin-empty">{empty}</p> : children}
    </section>
  );
}
