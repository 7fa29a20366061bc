"use client";

import { useState } from "react";
import type { FieldLayoutProps } from "#components/ui/field-layout.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { PolicyValues } from "../policy-values.ts";
import { maxTermMappings, spareTermRows } from "../rules.ts";

interface Props {
  mappings: PolicyValues["mappings"];
  /** The feed's categories that are offered. */
  terms: string[];
  categories: { id: number; name: string }[];
  refused: FieldLayoutProps["refused"];
}

const emptyRow = { term: "", category: "", tag: "" };

/** What the feed's categories become here: a row each, and empty rows for more. */
export function TermMappings({ mappings, terms, categories, refused }: Props) {
  const t = useTranslator();
  const [added, setAdded] = useState(0);
  const count = Math.min(maxTermMappings, mappings.length + spareTermRows + added);
  const rows = Array.from({ length: count }, (_, n) => mappings[n] ?? emptyRow);
  const error = refused?.fields.term ?? refused?.fields.termCategory ?? refused?.fields.termTag;
  return (
    <fieldset className="term-mappings" aria-describedby={error ? "term-error" : "term-hint"}>
      <legend>{t("sources.mapping.title")}</legend>
      <p id="term-hint" className="field-hint">
        {t.typeset("sources.mapping.hint")}
      </p>
      {error && (
        <p id="term-error" className="field-error">
          {error}
        </p>
      )}
      <datalist id="known-terms">
        {terms.map((term) => (
          <option key={term} value={term} />
        ))}
      </datalist>
      {rows.map((row, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other name, and stay in place
        <div className="field term-mapping" key={`${n} ${row.term} ${row.category} ${row.tag}`}>
          <input
            name="term"
            defaultValue={row.term}
            list="known-terms"
            maxLength={200}
            autoComplete="off"
            placeholder={t("sources.mapping.term")}
            aria-label={t("sources.mapping.termOf", { n: n + 1 })}
          />
          <select
            name="termCategory"
            defaultValue={row.category}
            aria-label={t("sources.mapping.categoryOf", { n: n + 1 })}
          >
            <option value="">{t("sources.mapping.noCategory")}</option>
            {categories.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
          <input
            name="termTag"
            defaultValue={row.tag}
            maxLength={200}
            autoComplete="off"
            placeholder={t("sources.mapping.tag")}
            aria-label={t("sources.mapping.tagOf", { n: n + 1 })}
          />
        </div>
      ))}
      {count < maxTermMappings && (
        <button type="button" className="text-button" onClick={() => setAdded(added + spareTermRows)}>
          {t("sources.mapping.more")}
        </button>
      )}
    </fieldset>
  );
}
