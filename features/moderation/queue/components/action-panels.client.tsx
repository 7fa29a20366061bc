"use client";

import { type FormEvent, useContext, useEffect, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { decideAction } from "#features/moderation/actions.ts";
import { idleState } from "#lib/action.ts";
import { interpolate } from "#lib/interpolate.ts";
import type { QueueItem } from "../items/queue-item.ts";
import type { QueueLabels } from "../queue-text.ts";
import type { ActionPanel, ItemCommands } from "./item-actions.client.tsx";
import { SingleKeysContext } from "./use-single-keys.ts";

interface Props {
  item: QueueItem;
  labels: QueueLabels;
  acts: ItemCommands;
  here: string;
}

/** The focus goes into what was opened, and back to the comment when it closes. */
function useFocusWithin<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  useEffect(() => {
    ref.current?.querySelector<HTMLElement>("[data-first]")?.focus();
    // Whole, with the button that decides: the focus alone shows its first line.
    ref.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return ref;
}

/** Which rule was broken: one button each, numbered as the digits that press them. */
export function ReasonPanel({ item, labels, acts, here, action }: Props & { action: Exclude<ActionPanel, "ban"> }) {
  const [state, act] = useFormAction(decideAction, idleState);
  const form = useFocusWithin<HTMLFormElement>();
  const script = useHydrated();
  const digits = useContext(SingleKeysContext) && script;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const button = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
    event.preventDefault();
    if (!(button instanceof HTMLButtonElement)) return;
    const note = new FormData(event.currentTarget).get("note");
    acts.decide(item, action, { reason: button.value, note: typeof note === "string" ? note : "" });
  };
  return (
    <form
      ref={form}
      id={`act-${item.id}`}
      action={act}
      onSubmit={submit}
      className="queue-panel"
      aria-label={labels.reasons[action]}
    >
      <input type="hidden" name="kind" value="comment" />
      <input type="hidden" name="id" value={item.id} />
      <input type="hidden" name="action" value={action} />
      <input type="hidden" name="expectedVersion" value={item.version} />
      <input type="hidden" name="back" value={here} />
      <p>
        <strong>{labels.reasons[action]}</strong>
        {digits && <span className="queue-hint"> {labels.reasons.hint}</span>}
      </p>
      <ol className="queue-reasons">
        {labels.rules.map(({ anchor, title }, n) => (
          <li key={anchor}>
            <button
              type="submit"
              name="reason"
              value={anchor}
              className="queue-button"
              data-digit={digits && n < 9 ? n + 1 : undefined}
              data-first={n === 0 || undefined}
            >
              {title}
            </button>
          </li>
        ))}
      </ol>
      <div className="field">
        <label htmlFor={`note-${item.id}`}>{labels.reasons.note}</label>
        <input id={`note-${item.id}`} name="note" maxLength={2_000} autoComplete="off" />
      </div>
      <FormAlert>
        {state.status === "refused" && Object.values({ "": state.message, ...state.fields }).at(-1)}
      </FormAlert>
      <CloseButton item={item} labels={labels} acts={acts} here={here} />
    </form>
  );
}

/** Bans or suspends a comment's author. */
export function BanPanel({ item, labels, acts, here }: Props) {
  const [state, act] = useFormAction(decideAction, idleState);
  const form = useFocusWithin<HTMLFormElement>();
  const { ban } = labels;
  const id = (name: string) => `ban-${name}-${item.id}`;
  const wrong = state.status === "refused" ? state.fields : {};
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
      aria-label={interpolate(ban.title, { name: item.author.name })}
    >
      <input type="hidden" name="kind" value="member" />
      <input type="hidden" name="id" value={item.author.id ?? ""} />
      <input type="hidden" name="expectedVersion" value={item.author.version} />
      <input type="hidden" name="back" value={here} />
      <p>
        <strong>{interpolate(ban.title, { name: item.author.name })}</strong>
      </p>
      <fieldset>
        <legend>{ban.what}</legend>
        <label>
          <input type="radio" name="action" value="ban" defaultChecked data-first /> {ban.ban}
        </label>
        <label>
          <input type="radio" name="action" value="suspend" /> {ban.suspend}
        </label>
      </fieldset>
      <div className="field ban-days">
        <label htmlFor={id("days")}>{ban.days}</label>
        <select id={id("days")} name="days" defaultValue="7">
          {labels.days.map(({ count, text }) => (
            <option key={count} value={count}>
              {text}
            </option>
          ))}
        </select>
      </div>
      <div className="field">
        <label htmlFor={id("comments")}>{ban.comments}</label>
        <select id={id("comments")} name="comments" defaultValue="">
          <option value="">{ban.keep}</option>
          <option value="remove">{ban.remove}</option>
          <option value="spam">{ban.spam}</option>
        </select>
      </div>
      <div className="field">
        <label htmlFor={id("reason")}>{ban.reason}</label>
        <select id={id("reason")} name="reason" required defaultValue="" aria-invalid={wrong.reason ? true : undefined}>
          <option value="">{ban.choose}</option>
          {labels.rules.map(({ anchor, title }) => (
            <option key={anchor} value={anchor}>
              {title}
            </option>
          ))}
        </select>
        {wrong.reason && <p className="field-error">{wrong.reason}</p>}
      </div>
      <div className="field">
        <label htmlFor={id("note")}>{ban.note}</label>
        <input id={id("note")} name="note" maxLength={2_000} autoComplete="off" />
      </div>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <p className="queue-panel-actions">
        <button type="submit" className="button button-strong">
          {ban.go}
        </button>
        <CloseButton item={item} labels={labels} acts={acts} here={here} />
      </p>
    </form>
  );
}

function CloseButton({ item, labels, acts, here }: Props) {
  const script = useHydrated();
  return script ? (
    <button
      type="button"
      className="queue-button queue-close"
      data-key="Esc"
      onClick={() => acts.open(item, undefined)}
    >
      {labels.acts.close}
    </button>
  ) : (
    <a className="queue-button queue-close" href={`${here}#item-${item.id}`}>
      {labels.acts.close}
    </a>
  );
}
