"use client";

import type { FormEvent } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import {
  defaultSlowModeMinutes,
  policyByAction,
  slowModeChoices,
  type ThreadAction,
  type ThreadPolicyAction,
  threadActions,
} from "#features/decision-history/rules.ts";
import { decideAction } from "#features/moderation/actions.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { type FormFields, toFormFields } from "../form-fields.ts";
import type { QueueThread } from "../items/queue-item.ts";
import { useQueueView } from "./queue-view-context.ts";

interface Props {
  thread: QueueThread;
  problem: string | undefined;
  decide(action: ThreadAction, more: FormFields): void;
}

const isThreadAction = (text: string): text is ThreadAction => threadActions.some((action) => action === text);

const policyActions = Object.keys(policyByAction) as ThreadPolicyAction[];

/** The current policy of an article's thread, with the actions on it, above its comments. */
export function ThreadPolicyForm({ thread, problem, decide }: Props) {
  const { here, rules } = useQueueView();
  const t = useTranslator();
  const [state, act] = useFormAction(decideAction, idleState);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const button = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
    event.preventDefault();
    if (!(button instanceof HTMLButtonElement) || !isThreadAction(button.value)) return;
    const { minutes, ...fields } = toFormFields(new FormData(event.currentTarget));
    decide(button.value, { ...fields, ...(button.value === "slow" && minutes !== undefined && { minutes }) });
    event.currentTarget.reset();
    event.currentTarget.querySelector("details")?.removeAttribute("open");
  };
  const names = {
    open: t.typeset("moderation.queue.thread.doOpen"),
    close: t.typeset("moderation.queue.thread.doClose"),
    premoderate: t.typeset("moderation.queue.thread.doPremoderate"),
  };
  return (
    <section className="queue-thread" aria-labelledby="queue-thread-title" data-policy={thread.policy}>
      <p className="queue-hint">{t.typeset("moderation.queue.thread.heading")}</p>
      <h2 id="queue-thread-title">{thread.href ? <a href={thread.href}>{thread.title}</a> : thread.title}</h2>
      <p className="queue-thread-state" role="status">
        {thread.text}
      </p>
      {thread.slowModeMinutes > 0 && (
        <p className="queue-thread-state">
          {t.typeset("moderation.queue.thread.slow", { count: thread.slowModeMinutes })}
        </p>
      )}
      {thread.last && <p className="queue-hint">{thread.last}</p>}
      {thread.measures.map(({ decision, keep, end, text }) => (
        <form key={decision} action={act} onSubmit={submit} className="queue-thread-measure">
          <ThreadFields thread={thread} here={here} />
          {keep === "slow" && <input type="hidden" name="minutes" value={thread.slowModeMinutes} />}
          <p>
            {text} {t.typeset("moderation.queue.measures.hint")}
          </p>
          <p className="queue-actions">
            <button type="submit" name="action" value={keep} className="queue-button">
              {t.typeset("moderation.queue.measures.keep")}
            </button>
            <button type="submit" name="action" value={end} className="queue-button">
              {t.typeset("moderation.queue.measures.end")}
            </button>
          </p>
        </form>
      ))}
      <form action={act} onSubmit={submit}>
        <ThreadFields thread={thread} here={here} />
        <details className="queue-thread-reason">
          <summary>{t.typeset("moderation.queue.thread.why")}</summary>
          <div className="field">
            <label htmlFor="queue-thread-reason">{t.typeset("moderation.queue.thread.reason")}</label>
            <select id="queue-thread-reason" name="reason" defaultValue="">
              <option value="">{t.typeset("moderation.queue.thread.noReason")}</option>
              {rules.map(({ anchor, title }) => (
                <option key={anchor} value={anchor}>
                  {title}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor="queue-thread-note">{t.typeset("moderation.queue.thread.note")}</label>
            <textarea id="queue-thread-note" name="note" rows={2} maxLength={2_000} />
          </div>
        </details>
        <p className="queue-actions">
          {policyActions
            .filter((action) => policyByAction[action] !== thread.policy)
            .map((action) => (
              <button key={action} type="submit" name="action" value={action} className="queue-button">
                {names[action]}
              </button>
            ))}
        </p>
        {thread.policy !== "closed" && <SlowModeActions current={thread.slowModeMinutes} />}
        <FormAlert>
          {problem ?? (state.status === "refused" && (Object.values(state.fields).at(-1) ?? state.message))}
        </FormAlert>
      </form>
    </section>
  );
}

/** The hidden fields of a decision on the thread. */
function ThreadFields({ thread, here }: { thread: QueueThread; here: string }) {
  return (
    <>
      <input type="hidden" name="kind" value="article" />
      <input type="hidden" name="id" value={thread.id} />
      <input type="hidden" name="expectedVersion" value={thread.version} />
      <input type="hidden" name="back" value={here} />
    </>
  );
}

/** Puts slow mode on with the chosen minutes, changes them, or ends it. */
function SlowModeActions({ current }: { current: number }) {
  const t = useTranslator();
  // A rule may have chosen another number.
  const choices = [...new Set([...slowModeChoices, ...(current > 0 ? [current] : [])])].sort((a, b) => a - b);
  return (
    <p className="queue-actions queue-slow-mode">
      <label htmlFor="queue-slow-mode">{t.typeset("moderation.queue.thread.slowEvery")}</label>
      <select id="queue-slow-mode" name="minutes" defaultValue={current || defaultSlowModeMinutes} key={current}>
        {choices.map((minutes) => (
          <option key={minutes} value={minutes}>
            {t.typeset("moderation.queue.thread.slowMinutes", { count: minutes })}
          </option>
        ))}
      </select>
      <button type="submit" name="action" value="slow" className="queue-button">
        {t.typeset(current > 0 ? "moderation.queue.thread.doChangeSlow" : "moderation.queue.thread.doSlow")}
      </button>
      {current > 0 && (
        <button type="submit" name="action" value="unslow" className="queue-button">
          {t.typeset("moderation.queue.thread.doUnslow")}
        </button>
      )}
    </p>
  );
}
