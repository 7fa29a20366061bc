"use client";

import type { FormEvent } from "react";

export type HomeLabels = Record<
  | "chosen"
  | "none"
  | "next"
  | "found"
  | "noneFound"
  | "lead"
  | "done"
  | "up"
  | "upOf"
  | "down"
  | "downOf"
  | "remove"
  | "removeOf"
  | "first"
  | "firstOf"
  | "pin"
  | "pinOf"
  | "until"
  | "untilOf"
  | "noEnd"
  | "setUntil",
  string
>;

interface Props {
  story: PinnedArticle;
  place: "first" | "between" | "last";
  version: string;
  action: (form: FormData) => void;
  onSubmit: (event: FormEvent) => void;
  pending: boolean;
  /** The end that was refused: why, and what was typed. */
  refused: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
  labels: HomeLabels;
}

/** One story that was chosen: where it may go, and how long it stays. */
export function PinControls({ story, place, version, action, onSubmit, pending, refused, labels }: Props) {
  const { id, slug, title, untilText, untilField } = story;
  const typed = refused?.typed.until ?? untilField;
  const error = refused?.fields.until;
  const named = (label: string) => label.replace("{title}", title);
  const known = (
    <>
      <input type="hidden" name="version" value={version} />
      <input type="hidden" name="id" value={id} />
    </>
  );
  // Not `disabled`: whoever moved a story to its end by keyboard stays on the button.
  const steps = [
    { act: "up", label: labels.up, name: labels.upOf, end: place === "first" },
    { act: "down", label: labels.down, name: labels.downOf, end: place === "last" },
    { act: "remove", label: labels.remove, name: labels.removeOf, end: false },
  ];
  return (
    <>
      <div className="order-title">
        {place === "first" && <span>{labels.lead}</span>}
        <a className="admin-list-title" href={`/articles/${slug}`} draggable={false}>
          {title}
        </a>
      </div>
      <form action={action} onSubmit={onSubmit} className="order-controls">
        {known}
        {steps.map(({ act, label, name, end }) => (
          <button
            key={act}
            type="submit"
            name="act"
            value={act}
            aria-disabled={end || pending}
            aria-label={named(name)}
          >
            {label}
          </button>
        ))}
      </form>
      <details className="order-details" open={refused !== undefined}>
        <summary>{untilText || labels.noEnd}</summary>
        <form action={action} onSubmit={onSubmit}>
          {known}
          <label>
            <span>{labels.until}</span>
            <input
              type="datetime-local"
              name="until"
              key={typed}
              defaultValue={typed}
              aria-invalid={error ? true : undefined}
              aria-describedby={error && `until-${id}-error`}
              aria-label={named(labels.untilOf)}
            />
          </label>
          <button type="submit" name="act" value="until" className="button" aria-disabled={pending}>
            {labels.setUntil}
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
  /** When it ends, in words and as a field holds it; empty: when somebody takes it away. */
  untilText: string;
  untilField: string;
}

export interface OrderedArticle {
  id: number;
  slug: string;
  title: string;
}
