"use client";

import type { ComponentProps } from "react";
import { TextArea } from "#components/ui/text-area.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

interface Props {
  /** The id of the text area. */
  id: string;
  /** Who may get the text too: the author of a comment, or the member who is banned or suspended. Undefined: nobody, as the author has no account. */
  recipient: "author" | "member" | undefined;
  /** Whether the text is sent. Without JavaScript only the checkbox decides. */
  toAuthor: boolean;
  setToAuthor(sent: boolean): void;
  rows: number;
  /** The last refusal, shown at the field. */
  refused?: ComponentProps<typeof TextArea>["refused"];
}

/** The note of a decision, and a checkbox that also sends it to the member concerned. The label says who reads it. */
export function NoteFields({ id, recipient, toAuthor, setToAuthor, rows, refused }: Props) {
  const t = useTranslator();
  const script = useHydrated();
  const reader = recipient === undefined ? "team" : script ? (toAuthor ? recipient : "team") : `${recipient}IfTicked`;
  return (
    <>
      <TextArea
        id={id}
        name="note"
        label={t.typeset("moderation.noteFields.label", { reader })}
        rows={rows}
        maxLength={2_000}
        autoComplete="off"
        required={recipient !== undefined && script && toAuthor}
        refused={refused}
      />
      {recipient !== undefined && (
        <label className="note-to-author">
          <input
            type="checkbox"
            name="toAuthor"
            value="yes"
            {...(script
              ? { checked: toAuthor, onChange: (event) => setToAuthor(event.currentTarget.checked) }
              : { defaultChecked: refused?.typed.toAuthor === "yes" })}
          />{" "}
          {t.typeset("moderation.noteFields.send", { recipient })}
        </label>
      )}
    </>
  );
}
