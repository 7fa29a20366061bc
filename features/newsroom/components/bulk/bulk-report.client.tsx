"use client";

import { useEffect, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import type { FindingMessage } from "#features/newsroom/checklist/describe-findings.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { type BulkResult, useBulkActions } from "./bulk-context.client.tsx";

/**
 * The results for the selected articles, with the findings of those held back and the button that confirms their
 * publication.
 */
export function BulkReport({ value }: { value: BulkResult }) {
  const t = useTranslator();
  const { action, keep, pending } = useBulkActions();
  const container = useRef<HTMLDivElement>(null);
  // The pressed button may have disappeared together with the articles that it published.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs for each report.
  useEffect(() => {
    if (document.activeElement === document.body) container.current?.focus();
  }, [value]);
  return (
    <div ref={container} tabIndex={-1} className="bulk-report">
      <FormSuccess>{value.sentence}</FormSuccess>
      {value.refused.length > 0 && (
        <>
          <p>{t.typeset("newsroom.bulk.refused")}</p>
          <ul>
            {value.refused.map((item) => (
              <li key={item.id}>
                <a href={`/admin/articles/${item.id}`}>{item.title}</a> : {item.why}
              </li>
            ))}
          </ul>
        </>
      )}
      {value.held.length > 0 && (
        <form action={action} onSubmit={keep} noValidate>
          <FormAlert>{value.heldSentence}</FormAlert>
          <ul className="bulk-held">
            {value.held.map(({ id, title, findings }) => (
              <li key={id}>
                <input type="checkbox" name={`article${id}`} value="1" defaultChecked aria-label={title} />
                <div>
                  <a href={`/admin/articles/${id}#checklist`}>{title}</a>
                  <ul>
                    {findings.map((finding) => (
                      <li key={finding.code}>
                        {finding.text} <FindingSubjects about={finding.about} />
                      </li>
                    ))}
                  </ul>
                </div>
              </li>
            ))}
          </ul>
          {/* The values of the list's form, sent again if this one is refused. */}
          <input type="hidden" name="status" value="published" />
          <button type="submit" className="button" name="act" value="publishAnyway" aria-disabled={pending}>
            {t("newsroom.bulk.publishHeld")}
          </button>
        </form>
      )}
    </div>
  );
}

function FindingSubjects({ about }: Pick<FindingMessage, "about">) {
  return about.map(({ text, href }, n) => (
    <span key={href ?? text}>
      {n > 0 && ", "}
      {href ? <a href={href}>{text}</a> : text}
    </span>
  ));
}
