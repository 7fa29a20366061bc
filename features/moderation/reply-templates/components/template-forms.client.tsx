"use client";

import { Field } from "#components/ui/field.tsx";
import { FieldLayout } from "#components/ui/field-layout.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useLocale, useTranslator } from "#i18n/messages-provider.client.tsx";
import { type FormState, idleState } from "#lib/action.ts";
import {
  addPresetTemplatesAction,
  createTemplateAction,
  deleteTemplateAction,
  updateTemplateAction,
} from "../actions.ts";
import type { CurrentTemplate } from "../queries.ts";
import { maxTemplateBody, maxTemplateTitle, namedPlaceholders, type ReplyTemplate } from "../rules.ts";

type Rules = { anchor: string; title: string }[];

/** The forms that change and delete a template, below its title. */
export function ReplyTemplateForms({
  template,
  rules,
}: {
  template: ReplyTemplate & { version: string };
  rules: Rules;
}) {
  const t = useTranslator();
  const [updated, update, updating] = useFormAction(updateTemplateAction, idleState);
  const [deleted, remove, deleting] = useFormAction(deleteTemplateAction, idleState);
  const theirs = findCurrentTemplate(updated) ?? findCurrentTemplate(deleted);
  // Seen once, what somebody else wrote may be replaced.
  const version = theirs?.version ?? template.version;
  return (
    <details
      id={`template-${template.id}`}
      className="admin-section"
      open={updated.status !== "idle" || deleted.status !== "idle"}
    >
      <summary>{template.title}</summary>
      <form action={update} className="admin-form" noValidate>
        <input type="hidden" name="id" value={template.id} />
        <input type="hidden" name="version" value={version} />
        <FormAlert>{updated.status === "refused" && updated.message}</FormAlert>
        <FormAlert>{deleted.status === "refused" && deleted.message}</FormAlert>
        {theirs && <TheirVersion template={theirs} rules={rules} />}
        <TemplateFields id={`template-${template.id}`} template={template} rules={rules} state={updated} />
        <div className="admin-form-actions">
          <button type="submit" className="button button-strong" aria-disabled={updating}>
            {t("moderation.replyTemplates.save")}
          </button>
          <FormSuccess>{updated.status === "done" && t("moderation.replyTemplates.saved")}</FormSuccess>
        </div>
      </form>
      <form action={remove}>
        <input type="hidden" name="id" value={template.id} />
        <input type="hidden" name="version" value={version} />
        <button
          type="submit"
          className="button button-danger"
          aria-disabled={deleting}
          aria-label={t.typesetAround("moderation.replyTemplates.deleteName", { title: template.title })}
        >
          {t("moderation.replyTemplates.delete")}
        </button>
      </form>
    </details>
  );
}

/** Writes a new template. */
export function CreateTemplateForm({ rules, open }: { rules: Rules; open: boolean }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(createTemplateAction, idleState);
  const empty = { title: "", body: "", reason: null };
  return (
    <details className="admin-section" open={open || state.status === "refused"}>
      <summary>{t("moderation.replyTemplates.create")}</summary>
      <form action={action} className="admin-form" noValidate>
        <FormAlert>{state.status === "refused" && state.message}</FormAlert>
        <TemplateFields id="new" template={empty} rules={rules} state={state} />
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {t("moderation.replyTemplates.save")}
        </button>
      </form>
    </details>
  );
}

/** Adds the templates of a new site to one that has none. */
export function AddPresetsForm() {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(addPresetTemplatesAction, idleState);
  return (
    <form action={action}>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <button type="submit" className="button" aria-disabled={pending}>
        {t("moderation.replyTemplates.addPresets")}
      </button>
    </form>
  );
}

interface FieldsProps {
  id: string;
  template: Omit<ReplyTemplate, "id">;
  rules: Rules;
  state: FormState<unknown>;
}

function TemplateFields({ id, template, rules, state }: FieldsProps) {
  const t = useTranslator();
  const refused = state.status === "refused" ? state : undefined;
  const locale = useLocale();
  return (
    <>
      <Field
        id={`${id}-title`}
        name="title"
        label={t("moderation.replyTemplates.title")}
        defaultValue={template.title}
        maxLength={maxTemplateTitle}
        refused={refused}
        autoComplete="off"
      />
      <TextArea
        id={`${id}-body`}
        name="body"
        label={t("moderation.replyTemplates.body")}
        hint={t.typeset("moderation.replyTemplates.bodyHint", namedPlaceholders[locale])}
        rows={6}
        maxLength={maxTemplateBody}
        defaultValue={template.body}
        refused={refused}
      />
      <FieldLayout
        id={`${id}-reason`}
        name="reason"
        label={t("moderation.replyTemplates.rule")}
        hint={t.typeset("moderation.replyTemplates.ruleHint")}
        refused={refused}
      >
        {({ typed, ...framed }) => (
          <select key={typed} {...framed} defaultValue={typed ?? template.reason ?? ""}>
            <option value="">{t("moderation.replyTemplates.noRule")}</option>
            {rules.map(({ anchor, title }) => (
              <option key={anchor} value={anchor}>
                {title}
              </option>
            ))}
            {template.reason && !rules.some(({ anchor }) => anchor === template.reason) && (
              <option value={template.reason}>{template.reason}</option>
            )}
          </select>
        )}
      </FieldLayout>
    </>
  );
}

/** What somebody else wrote meanwhile, beside what was typed. */
function TheirVersion({ template, rules }: { template: CurrentTemplate; rules: Rules }) {
  const t = useTranslator();
  const rule = rules.find(({ anchor }) => anchor === template.reason);
  return (
    <blockquote className="template-theirs">
      <p>
        <strong>{template.title}</strong>
        {rule && <> · {rule.title}</>}
      </p>
      <p className="template-body">{template.body}</p>
      <p>{t.typeset("moderation.replyTemplates.replaceHint")}</p>
    </blockquote>
  );
}

function findCurrentTemplate(state: FormState<unknown>): CurrentTemplate | undefined {
  if (state.status !== "refused" || state.code !== "replyTemplates.conflict") return undefined;
  return state.currentState as CurrentTemplate | undefined;
}
