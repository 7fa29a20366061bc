"use client";

import { useTranslator } from "#i18n/messages-provider.client.tsx";

/** After a conflict: what is stored now, below a field that keeps something else. `typed`: undefined if the field was not touched. */
export function StoredText({ typed, stored }: { typed: string | undefined; stored: string }) {
  const t = useTranslator();
  if (typed === undefined || typed === stored) return null;
  return (
    <p className="issue-stored">
      <strong>{t.typeset("issues.form.stored")}</strong> {stored || t("issues.form.storedEmpty")}
    </p>
  );
}
