"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import type { Choice } from "#features/newsroom/list/queries.ts";
import { maxWithdrawalNoteLength } from "#features/newsroom/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { useBulkActions } from "./bulk-context.client.tsx";
import { BulkReport } from "./bulk-report.client.tsx";

interface Props {
  categories: Choice[];
  statuses: { value: string; label: string }[];
}

/** The bulk actions: each field has its own button, so that it works without scripts. */
export function BulkForm({ categories, statuses }: Props) {
  const t = useTranslator();
  const { id, state, action, pending, keep } = useBulkActions();
  const refused = state.status === "refused" ? state : undefined;
  const boxes = () => [...document.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][form="${id}"]`)];
  const error = (name: string) =>
    refused?.fields[name] && (
      <span className="field-error" id={`${id}-${name}`}>
        {refused.fields[name]}
      </span>
    );
  return (
    <>
      <form id={id} action={action} onSubmit={keep} className="bulk-actions admin-controls" noValidate>
        <details open={state.status !== "idle"}>
          <summary>{t("newsroom.bulk.legend")}</summary>
          <div className="bulk-actions-fields">
            <button
              type="button"
              className="text-button with-script"
              onClick={() => {
                const all = boxes();
                const mark = all.some((box) => !box.checked);
                for (const box of all) box.checked = mark;
              }}
            >
              {t("newsroom.bulk.selectAll")}
            </button>
            <div>
              <label htmlFor={`${id}-to-status`}>{t("newsroom.bulk.status")}</label>
              <select name="status" id={`${id}-to-status`} defaultValue={refused?.typed.status ?? "draft"}>
                {statuses.map(({ value, label }) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
              <div className="bulk-actions-note">
                <TextArea
                  name="withdrawNote"
                  id={`${id}-note`}
                  label={t("newsroom.form.withdrawNote")}
                  hint={t.typeset("newsroom.bulk.withdrawNoteHint")}
                  rows={3}
                  maxLength={maxWithdrawalNoteLength}
                  refused={refused}
                />
              </div>
              <button type="submit" className="button" name="act" value="status" aria-disabled={pending}>
                {t("newsroom.bulk.toStatus")}
              </button>
              {error("status")}
            </div>
            <div>
              <label htmlFor={`${id}-to-category`}>{t("newsroom.bulk.category")}</label>
              <select name="category" id={`${id}-to-category`} defaultValue={refused?.typed.category ?? ""}>
                <option value="">{t("newsroom.bulk.choose")}</option>
                {categories.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </select>
              <button type="submit" className="button" name="act" value="category" aria-disabled={pending}>
                {t("newsroom.bulk.toCategory")}
              </button>
              {error("category")}
            </div>
            <div>
              <label htmlFor={`${id}-to-tag`}>{t("newsroom.bulk.tag")}</label>
              <input
                type="text"
                name="tag"
                id={`${id}-to-tag`}
                defaultValue={refused?.typed.tag}
                maxLength={80}
                autoComplete="off"
              />
              <button type="submit" className="button" name="act" value="tag" aria-disabled={pending}>
                {t("newsroom.bulk.toTag")}
              </button>
              {error("tag")}
            </div>
          </div>
        </details>
        <FormAlert>{refused && (refused.fields.articles ?? refused.message)}</FormAlert>
      </form>
      {state.status === "done" && <BulkReport value={state.value} />}
    </>
  );
}
