"use client";

import type { FormEvent } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

interface Props {
  story: PinnedArticle;
  position: "first" | "between" | "last";
  version: string;
  action: (form: FormData) => void;
  onSubmit: (event: FormEvent) => void;
  pending: boolean;
  /** The refused expiry: why, and what was typed. */
  refused: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
}

/** A pinned article: where it may move, and when it expires. */
export function PinControls({ story, position, version, action, onSubmit, pending, refused }: Props) {
  const t = useTranslator();
  const { id, slug, title, untilText, untilField } = story;
  const typed = refused?.typed.until ?? untilField;
  const error = refused?.fields.until;
  const known = (
    <>
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="id" value={id} />
    </>
  );
  // Not `disabled`: an editor who moved an article to the end by keyboard keeps focus on the button.
  const steps = [
    {
      act: "up",
      label: t.typeset("home.order.up"),
      name: t.typeset("home.order.upOf", { title }),
      end: position === "first",
    },
    {
      act: "down",
      label: t.typeset("home.order.down"),
      name: t.typeset("home.order.downOf", { title }),
      end: position === "last",
    },
    {
      act: "remove",
      label: t.typeset("home.order.remove"),
      name: t.typeset("home.order.removeOf", { title }),
      end: false,
    },
  ];
  return (
    <>
      <div className="order-title">
        {position === "first" && <span>{t("home.order.leadArticle")}</span>}
        <a className="admin-list-title" href={`/articles/${slug}`} draggable={false}>
          {title}
        </a>
      </div>
      <form action={action} onSubmit={onSubmit} className="order-controls">
        {known}
        {steps.map(({ act, label, name, end }) => (
          <button key={act} type="submit" name="act" value={act} aria-disabled={end || pending} aria-label={name}>
            {label}
          </button>
        ))}
      </form>
      <details className="order-details" open={refused !== undefined}>
        <summary>{untilText || t("home.order.noExpiry")}</summary>
        <form action={action} onSubmit={onSubmit}>
          {known}
          <label>
            <span>{t("home.order.until")}</span>
            <input
              type="datetime-local"
              name="until"
              key={typed}
              defaultValue={typed}
              aria-invalid={error ? true : undefined}
              aria-describedby={error && `until-${id}-error`}
              aria-label={t("home.order.untilOf", { title })}
            />
          </label>
          <button type="submit" name="act" value="until" className="button" aria-disabled={pending}>
            {t("home.order.setExpiry")}
          </button>
          {error && (
            <p id={`until-${id}-error`} className="field-error" role="alert">
              {error}
            </p>
          )}
        </form>
      </details>
    </>
  );
}

export interface PinnedArticle extends OrderedArticle {
  /** When it expires, as text and in the format of a field; empty: never. */
  untilText: string;
  untilField: string;
}

export interface OrderedArticle {
  id: number;
  slug: string;
  title: string;
}
