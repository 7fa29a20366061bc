"use client";

import { type FormEvent, useContext, useEffect, useRef, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { SingleKeysContext } from "#components/ui/use-single-keys.ts";
import { decideAction } from "#features/moderation/actions.ts";
import { NoteFields } from "#features/moderation/components/note-fields.client.tsx";
import { TemplateSelect } from "#features/moderation/reply-templates/components/template-select.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import type { QueueItem } from "../items/queue-item.ts";
import { type ActionPanel, useQueueView } from "./queue-view-context.ts";

/** Durations of a suspension, in days. */
const banDays = [1, 3, 7, 14, 30, 90, 365];

/** Moves the focus into an opened panel, and back to the comment when it closes. */
function useFocusWithin<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useEffect(() => {
    ref.current?.querySelector<HTMLElement>("[data-first]")?.focus();
    // Scrolls the whole panel into view: focusing its first field may leave the button below the screen.
    ref.current?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, []);
  return ref;
}

/** One button per rule, numbered with the digit key that presses it. */
export function ReasonPanel({ item, action }: { item: QueueItem; action: Exclude<ActionPanel, "ban"> }) {
  const { rules, acts, here, templates } = useQueueView();
  /** The rule of the chosen template. */
  const [suggested, setSuggested] = useState<string | null>(null);
  const [toAuthor, setToAuthor] = useState(false);
  const t = useTranslator();
  const [state, act] = useFormAction(decideAction, idleState);
  const form = useFocusWithin<HTMLFormElement>();
  const script = useHydrated();
  const digits = useContext(SingleKeysContext) && script;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const button = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
    event.preventDefault();
    if (!(button instanceof HTMLButtonElement)) return;
    const note = new FormData(event.currentTarget).get("note");
    acts.decide(item, action, {
      reason: button.value,
      note: typeof note === "string" ? note : "",
      ...(toAuthor && { toAuthor: "yes" }),
    });
  };
  return (
    <form
      ref={form}
      id={`act-${item.id}`}
      action={act}
      onSubmit={submit}
      className="queue-panel"
      aria-label={t.typeset(`moderation.queue.reasons.${action}`)}
    >
      <input type="hidden" name="kind" value="comment" />
      <input type="hidden" name="id" value={item.id} />
      <input type="hidden" name="action" value={action} />
      <input type="hidden" name="expectedVersion" value={item.version} />
      <input type="hidden" name="back" value={here} />
      <p>
        <strong>{t.typeset(`moderation.queue.reasons.${action}`)}</strong>
        {digits && <span className="queue-hint queue-digits-hint"> {t.typeset("moderation.queue.reasons.hint")}</span>}
      </p>
      <ol className="queue-reasons">
        {rules.map(({ anchor, title }, n) => (
          <li key={anchor}>
            <button
              type="submit"
              name="reason"
              value={anchor}
              className="queue-button"
              data-digit={digits && n < 9 ? n + 1 : undefined}
              data-first={n === 0 || undefined}
              data-suggested={anchor === suggested || undefined}
            >
              {title}
              {anchor === suggested && (
                <span className="sr-only"> ({t.typeset("moderation.memberRecord.actions.ruleOfTemplate")})</span>
              )}
            </button>
          </li>
        ))}
      </ol>
      <TemplateSelect
        id={`template-${item.id}`}
        templates={templates}
        member={item.author.name}
        article={item.article.quoted}
        onChoose={(template) => {
          setSuggested(template?.reason ?? null);
          // A template is written to the author.
          setToAuthor(template !== undefined && item.author.id !== null);
        }}
      />
      <NoteFields
        id={`note-${item.id}`}
        recipient={item.author.id === null ? undefined : "author"}
        toAuthor={toAuthor}
        setToAuthor={setToAuthor}
        rows={2}
        // The refusal is shown below.
        refused={state.status === "refused" ? { fields: {}, typed: state.typed } : undefined}
      />
      <FormAlert>
        {state.status === "refused" && Object.values({ "": state.message, ...state.fields }).at(-1)}
      </FormAlert>
      <CloseButton item={item} />
    </form>
  );
}

/** Bans or suspends a comment's author. */
export function BanPanel({ item }: { item: QueueItem }) {
  const { rules, acts, here, templates } = useQueueView();
  const [toAuthor, setToAuthor] = useState(false);
  const t = useTranslator();
  const [state, act] = useFormAction(decideAction, idleState);
  const form = useFocusWithin<HTMLFormElement>();
  const id = (name: string) => `ban-${name}-${item.id}`;
  const fieldErrors = state.status === "refused" ? state.fields : {};
  return (
    <form
      ref={form}
      id={`act-${item.id}`}
      action={act}
      onSubmit={(event) => {
        event.preventDefault();
        acts.ban(item, new FormData(event.currentTarget));
      }}
      className="queue-panel queue-ban"
      aria-label={t("moderation.queue.banForm.title", { name: item.author.name })}
    >
      <input type="hidden" name="kind" value="member" />
      <input type="hidden" name="id" value={item.author.id ?? ""} />
      <input type="hidden" name="expectedVersion" value={item.author.version} />
      <input type="hidden" name="back" value={here} />
      <p>
        <strong>{t("moderation.queue.banForm.title", { name: item.author.name })}</strong>
      </p>
      <fieldset>
        <legend>{t.typeset("moderation.queue.banForm.what")}</legend>
        <label>
          <input type="radio" name="action" value="ban" defaultChecked data-first />{" "}
          {t.typeset("moderation.queue.banForm.ban")}
        </label>
        <label>
          <input type="radio" name="action" value="suspend" /> {t.typeset("moderation.queue.banForm.suspend")}
        </label>
      </fieldset>
      <div className="field ban-days">
        <label htmlFor={id("days")}>{t.typeset("moderation.queue.banForm.days")}</label>
        <select id={id("days")} name="days" defaultValue="7">
          {banDays.map((count) => (
            <option key={count} value={count}>
              {t("moderation.queue.banForm.day", { count })}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={id("comments")}>{t.typeset("moderation.queue.banForm.comments")}</label>
        <select id={id("comments")} name="comments" defaultValue="">
          <option value="">{t.typeset("moderation.queue.banForm.keep")}</option>
          <option value="remove">{t.typeset("moderation.queue.banForm.remove")}</option>
          <option value="spam">{t.typeset("moderation.queue.banForm.spam")}</option>
        </select>
      </div>
      <div className="field">
        <label htmlFor={id("reason")}>{t.typeset("moderation.queue.banForm.reason")}</label>
        <select
          id={id("reason")}
          name="reason"
          required
          defaultValue=""
          aria-invalid={fieldErrors.reason ? true : undefined}
        >
          <option value="">{t.typeset("moderation.queue.banForm.choose")}</option>
          {rules.map(({ anchor, title }) => (
            <option key={anchor} value={anchor}>
              {title}
            </option>
          ))}
        </select>
        {fieldErrors.reason && <p className="field-error">{fieldErrors.reason}</p>}
      </div>
      <TemplateSelect
        id={id("template")}
        templates={templates}
        member={item.author.name}
        article={item.article.quoted}
        // A template is written to the member.
        onChoose={(template) => setToAuthor(template !== undefined)}
      />
      <NoteFields
        id={id("note")}
        recipient="member"
        toAuthor={toAuthor}
        setToAuthor={setToAuthor}
        rows={2}
        refused={state.status === "refused" ? state : undefined}
      />
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <p className="queue-panel-actions">
        <button type="submit" className="button button-strong">
          {t.typeset("moderation.queue.banForm.go")}
        </button>
        <CloseButton item={item} />
      </p>
    </form>
  );
}

function CloseButton({ item }: { item: QueueItem }) {
  const { acts, here } = useQueueView();
  const t = useTranslator();
  const script = useHydrated();
  return script ? (
    <button
      type="button"
      className="queue-button queue-close"
      data-key="Esc"
      onClick={() => acts.open(item, undefined)}
    >
      {t.typeset("moderation.queue.actions.close")}
    </button>
  ) : (
    <a className="queue-button queue-close" href={`${here}#item-${item.id}`}>
      {t.typeset("moderation.queue.actions.close")}
    </a>
  );
}
