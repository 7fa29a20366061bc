"use client";

import { useRef } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { fillTemplate, type ReplyTemplate } from "../rules.ts";

interface Props {
  id: string;
  templates: ReplyTemplate[];
  /** The field for the text. */
  field?: "note" | "message";
  /** What the placeholders stand for. */
  member: string;
  /** As `insideQuotes` prepares it. */
  article?: string | undefined;
  /** Leaves the placeholders in the text: it goes to several members. */
  isForSeveral?: boolean;
  /** Called with the chosen template; undefined if none is chosen any more. */
  onChoose?: ((template: ReplyTemplate | undefined) => void) | undefined;
}

/**
 * The choice of a template in the form of a decision. It fills the form's field `note` (or `field`) and chooses the rule in its
 * field `reason`. Without JavaScript the action uses the template's text if that field is empty.
 */
export function TemplateSelect({
  id,
  templates,
  field = "note",
  member,
  article,
  isForSeveral = false,
  onChoose,
}: Props) {
  const t = useTranslator();
  const script = useHydrated();
  const inserted = useRef({ text: "", reason: "" });
  if (templates.length === 0) return null;

  const insert = (form: HTMLFormElement | null, template: ReplyTemplate | undefined) => {
    const note = form?.elements.namedItem(field);
    const reason = form?.elements.namedItem("reason");
    const text = isForSeveral
      ? template?.body
      : template &&
        fillTemplate(template.body, {
          member,
          article: article
            ? t.typesetAround("moderation.memberRecord.actions.quotedArticle", { title: article })
            : t("moderation.memberRecord.actions.anArticle"),
        });
    if (note instanceof HTMLTextAreaElement || note instanceof HTMLInputElement) {
      // A field of one line would join the lines without a space.
      const fitting = note instanceof HTMLInputElement ? (text ?? "").replaceAll(/\n+/g, " ") : (text ?? "");
      const isOwn = note.value !== "" && note.value !== inserted.current.text;
      // What was typed stays.
      const own = isOwn ? note.value : "";
      note.value =
        own && fitting ? `${own}${note instanceof HTMLInputElement ? " " : "\n\n"}${fitting}` : own || fitting;
      inserted.current.text = own ? "" : note.value;
    }
    const rule = template?.reason ?? "";
    if (reason instanceof HTMLSelectElement && (reason.value === "" || reason.value === inserted.current.reason)) {
      if ([...reason.options].some(({ value }) => value === rule)) reason.value = rule;
      inserted.current.reason = reason.value;
    }
    onChoose?.(template);
  };

  return (
    <div className="field">
      <label htmlFor={id}>{t("moderation.memberRecord.actions.template")}</label>
      <select
        id={id}
        // With JavaScript the text is in the note, where it can be changed or deleted.
        name={script ? undefined : "template"}
        defaultValue=""
        onChange={({ currentTarget }) =>
          insert(
            currentTarget.form,
            templates.find((template) => String(template.id) === currentTarget.value),
          )
        }
      >
        <option value="">{t("moderation.memberRecord.actions.noTemplate")}</option>
        {templates.map((template) => (
          <option key={template.id} value={template.id}>
            {template.title}
          </option>
        ))}
      </select>
      {!script && <p className="field-hint">{t.typeset("moderation.memberRecord.actions.templateHint")}</p>}
    </div>
  );
}
