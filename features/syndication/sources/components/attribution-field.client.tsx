"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import type { FieldLayoutProps } from "#components/ui/field-layout.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

interface Props {
  refused: FieldLayoutProps["refused"];
  value: string;
  /** The site's own attribution, used while the field is empty. */
  fallback: string;
  example: { title: string; source: string };
  maxLength: number;
}

/** The sentence that credits a source, with an example that follows what is typed. */
export function AttributionField({ refused, value, fallback, example, maxLength }: Props) {
  const t = useTranslator();
  const [typed, setTyped] = useState(value);
  const sentence = (typed.trim() || fallback)
    .replaceAll("{title}", example.title || t("sources.policy.exampleTitle"))
    .replaceAll("{source}", example.source || t("sources.policy.exampleSource"));
  return (
    <div className="feed-attribution">
      <Field
        name="attribution"
        label={t("sources.policy.attribution")}
        hint={t("sources.policy.attributionHint", { title: "{title}", source: "{source}" })}
        placeholder={fallback}
        defaultValue={value}
        maxLength={maxLength}
        autoComplete="off"
        refused={refused}
        onChange={(event) => setTyped(event.target.value)}
      />
      <p className="admin-detail" aria-live="polite">
        {t.typeset("sources.policy.example")} {sentence}
      </p>
    </div>
  );
}
