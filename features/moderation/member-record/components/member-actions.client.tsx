"use client";

import { useEffect, useId, useRef, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { FieldLayout } from "#components/ui/field-layout.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { mayIncludeMessage } from "#features/decision-history/rules.ts";
import { decideAction } from "#features/moderation/actions.ts";
import { DecisionFeedback } from "#features/moderation/components/decision-feedback.client.tsx";
import { NoteFields } from "#features/moderation/components/note-fields.client.tsx";
import { TemplateSelect } from "#features/moderation/reply-templates/components/template-select.client.tsx";
import type { Translator } from "#i18n/create-translator.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import type { SanctionContext } from "../sanction-context.ts";
import type { OfferedAction } from "../summary.ts";

interface Props {
  memberId: number;
  /** The member's name and the title of the article in question, for reply templates. */
  name: string;
  article?: string | undefined;
  /** The version that the moderator sees; a newer decision is reported as a conflict. */
  version: number;
  actions: OfferedAction[];
  context: SanctionContext;
  /** The page to return to without JavaScript. */
  back: string;
  /** The decision just made without JavaScript. */
  done?: number | undefined;
  /** The last decision undone elsewhere on the page, which can no longer be undone here. */
  undone?: number | undefined;
  /** Called after a decision, its undo or a refusal: the page is outdated. */
  onDone?: ((what: MemberActionResult) => void) | undefined;
}

/** A decision that was made or undone here; neither after a refusal. */
export interface MemberActionResult {
  decided?: { decision: number; action: OfferedAction };
  undone?: number;
}

/** The actions on a member: a button each, which opens its form in place, even without JavaScript. */
export function MemberActions({ actions, done, undone, ...props }: Props) {
  const t = useTranslator();
  const group = useId();
  const [last, setLast] = useState(done);
  const { back, onDone } = props;
  return (
    <section className="member-actions" aria-label={t("moderation.memberRecord.actions.heading")}>
      {actions.map((action) => (
        <ActionForm key={action} action={action} group={group} onDecided={setLast} {...props} />
      ))}
      {last !== undefined && last !== undone && (
        <DecisionFeedback
          key={last}
          decision={last}
          here={last !== done}
          back={back}
          onDone={() => onDone?.({ undone: last })}
        />
      )}
    </section>
  );
}

type MemberActionProps = Omit<Props, "actions" | "done" | "undone"> & {
  action: OfferedAction;
  group: string;
  onDecided: (decision: number) => void;
};

/** The label of the note: it says whether the member reads it (`hasMemberNote`). */
function noteLabel(action: OfferedAction, t: Translator): string {
  const note = t("moderation.memberRecord.actions.noteLabel");
  const message = t("moderation.memberRecord.actions.messageLabel");
  if (action === "message") return message;
  if (action === "note") return note;
  return `${action === "warn" ? message : note} (${t("moderation.memberRecord.actions.optional")})`;
}

const actionsNeedingRule: readonly OfferedAction[] = ["warn", "suspend", "ban"];
/** Durations of a suspension, in days. */
const suspensionDays = [1, 3, 7, 30, 90];
/** A note about a member is written for one case. */
const actionsWithTemplates: readonly OfferedAction[] = ["warn", "message", "suspend", "ban"];
const dangerousActions: readonly OfferedAction[] = ["suspend", "ban"];

function ActionForm({
  action,
  group,
  context,
  memberId,
  name,
  article,
  version,
  back,
  onDone,
  onDecided,
}: MemberActionProps) {
  const t = useTranslator();
  const script = useHydrated();
  const [state, act, pending] = useFormAction(decideAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const done = state.status === "done" ? state.value : undefined;
  const [toAuthor, setToAuthor] = useState(false);
  const box = useRef<HTMLDetailsElement>(null);
  const id = useId();
  const latest = useRef({ onDone, onDecided });
  latest.current = { onDone, onDecided };

  useEffect(() => {
    if (!done) return;
    if (box.current) box.current.open = false;
    latest.current.onDecided(done.decision);
    latest.current.onDone?.({ decided: { decision: done.decision, action } });
  }, [done, action]);
  // Another moderator decided first, or it is done already: the page is outdated.
  useEffect(() => {
    if (refused?.code.startsWith("moderation.")) latest.current.onDone?.({});
  }, [refused]);

  const field = (name: string) => `${id}-${name}`;
  const required = actionsNeedingRule.includes(action);
  const note = noteLabel(action, t);
  return (
    <details ref={box} className="member-action" name={group} open={refused !== undefined}>
      <summary className="button">{t.typeset(`moderation.memberRecord.actions.${action}`)}</summary>
      {/* A second press while the first is on its way would be refused as a conflict with it. */}
      <form action={act} className="form" onSubmit={(event) => pending && event.preventDefault()}>
        <input type="hidden" name="kind" value="member" />
        <input type="hidden" name="id" value={memberId} />
        <input type="hidden" name="action" value={action} />
        <input type="hidden" name="expectedVersion" value={version} />
        <input type="hidden" name="back" value={back} />
        <p className="member-action-hint">{t.typeset(`moderation.memberRecord.actions.${action}Means`)}</p>
        {refused && <FormAlert>{refused.message}</FormAlert>}
        {(required || action === "premoderate") && (
          <FieldLayout
            id={field("reason")}
            name="reason"
            label={t("moderation.memberRecord.actions.reason")}
            refused={refused}
          >
            {({ typed, ...framed }) => (
              <select key={typed} {...framed} defaultValue={typed ?? ""} required={required}>
                <option value="">
                  {required
                    ? t("moderation.memberRecord.actions.chooseReason")
                    : t("moderation.memberRecord.actions.noReason")}
                </option>
                {context.rules.map(({ anchor, title }) => (
                  <option key={anchor} value={anchor}>
                    {title}
                  </option>
                ))}
              </select>
            )}
          </FieldLayout>
        )}
        {action === "suspend" && (
          <>
            <FieldLayout
              id={field("days")}
              name="days"
              label={t("moderation.memberRecord.actions.days")}
              refused={refused}
            >
              {({ typed, ...framed }) => (
                <select key={typed} {...framed} defaultValue={typed ?? "7"}>
                  {suspensionDays.map((count) => (
                    <option key={count} value={count}>
                      {t("moderation.memberRecord.actions.dayCount", { count })}
                    </option>
                  ))}
                </select>
              )}
            </FieldLayout>
            <Field
              id={field("untilLocal")}
              name="untilLocal"
              type="datetime-local"
              label={t("moderation.memberRecord.actions.untilLocal")}
              hint={t.typeset("moderation.memberRecord.actions.untilHint", { zone: context.zone })}
              refused={refused && { ...refused, fields: { untilLocal: refused.fields.until ?? "" } }}
            />
          </>
        )}
        {action === "ban" && (
          <FieldLayout
            id={field("comments")}
            name="comments"
            label={t("moderation.memberRecord.actions.comments")}
            refused={refused}
          >
            {({ typed, ...framed }) => (
              <select key={typed} {...framed} defaultValue={typed ?? ""}>
                <option value="">{t("moderation.memberRecord.actions.keepComments")}</option>
                <option value="remove">{t("moderation.memberRecord.actions.removeComments")}</option>
                <option value="spam">{t("moderation.memberRecord.actions.spamComments")}</option>
              </select>
            )}
          </FieldLayout>
        )}
        {actionsWithTemplates.includes(action) && (
          <TemplateSelect
            id={field("template")}
            templates={context.templates}
            member={name}
            article={article}
            // A template is written to the member.
            onChoose={(template) => setToAuthor(template !== undefined)}
          />
        )}
        {mayIncludeMessage(action) ? (
          <NoteFields
            id={field("note")}
            recipient="member"
            toAuthor={toAuthor}
            setToAuthor={setToAuthor}
            rows={3}
            refused={refused}
          />
        ) : (
          <TextArea
            id={field("note")}
            name="note"
            label={note}
            rows={3}
            maxLength={2_000}
            // Without JavaScript a chosen template may stand for the message; the action refuses if both are missing.
            required={action === "note" || (action === "message" && (script || context.templates.length === 0))}
            refused={refused}
          />
        )}
        <button
          type="submit"
          className={dangerousActions.includes(action) ? "button button-danger" : "button button-strong"}
          aria-disabled={pending}
        >
          {pending
            ? t("moderation.memberRecord.actions.sending")
            : t("moderation.memberRecord.actions.submit", { action })}
        </button>
      </form>
    </details>
  );
}
