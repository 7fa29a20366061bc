"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { undoAction } from "#features/moderation/actions.ts";
import { idleState } from "#lib/action.ts";
import type { PauseReason } from "../outbox.ts";
import type { QueueLabels } from "../queue-text.ts";
import { useShortcutHint } from "./use-single-keys.ts";
import type { Feedback, UndoableDecision } from "./use-undoable-decisions.ts";

interface ToastProps {
  told: Feedback | undefined;
  labels: QueueLabels;
  /** Its undo is still to be had. */
  undoable: boolean;
  undo(key: number): void;
}

/** At the foot of the window until the next thing is said: the last decision, and its undo. */
export function Toast({ told, labels, undoable, undo }: ToastProps) {
  const shortcut = useShortcutHint();
  const key = undoable ? told?.undo : undefined;
  return (
    <div className="queue-toast" data-shown={told !== undefined || undefined} data-bad={told?.isError || undefined}>
      <p role="status">
        {told?.text}
        {told?.notifiesAuthor && <>. {labels.toast.told}</>}
      </p>
      {key !== undefined && (
        <button type="button" {...shortcut("u")} onClick={() => undo(key)}>
          {labels.acts.undo}
        </button>
      )}
    </div>
  );
}

interface UnsentNoticeProps {
  labels: QueueLabels["lost"];
  why: PauseReason | undefined;
  /** From a page that was closed before. */
  kept: boolean;
  waiting: number;
  retry(): void;
  forget(): void;
}

/** Why decisions wait in this tab, and the way on. */
export function UnsentNotice({ labels, why, kept, waiting, retry, forget }: UnsentNoticeProps) {
  if (!why || waiting === 0) return <div role="alert" />;
  const { offline, signedOut, otherMember, slow } = labels;
  const text = kept ? labels.kept : { offline, signedOut, otherMember, slow }[why];
  return (
    <div role="alert" className="queue-unsent">
      <p>
        {text} {labels.waiting} {waiting}.
      </p>
      <p className="queue-unsent-actions">
        {(why === "signedOut" || why === "otherMember") && !kept && (
          <a className="button" href="/login?next=/admin/moderation" target="_blank" rel="noopener">
            {labels.signIn}
          </a>
        )}
        <button type="button" className="button button-strong" onClick={retry}>
          {labels.retry}
        </button>
        <button type="button" className="button" onClick={forget}>
          {labels.forget}
        </button>
      </p>
    </div>
  );
}

/** One's own last decisions, the newest first, each with its undo. */
export function RecentDecisions({
  labels,
  here,
  entries,
  undo,
}: {
  labels: QueueLabels;
  here: string;
  entries: UndoableDecision[];
  undo(entry: UndoableDecision): void;
}) {
  return (
    <details className="queue-recent">
      <summary>{labels.recent.title}</summary>
      {entries.length === 0 ? (
        <p className="queue-hint">{labels.recent.none}</p>
      ) : (
        <ol>
          {entries
            .toReversed()
            .slice(0, 12)
            .map((entry) => (
              <li key={entry.key ?? `d${entry.decision}`}>
                <span>{entry.text}</span>
                <UndoForm decision={entry.decision} here={here} labels={labels} taken={() => undo(entry)} />
              </li>
            ))}
        </ol>
      )}
    </details>
  );
}

/** The button that undoes a decision: without scripts a form, which asks for confirmation if the decision is older than its grace period. */
export function UndoForm({
  decision,
  here,
  labels,
  taken,
}: {
  decision: number | undefined;
  here: string;
  labels: QueueLabels;
  /** By the script instead. */
  taken?: () => void;
}) {
  const [state, act] = useFormAction(undoAction, idleState);
  if (state.status === "done") return <span role="status">{labels.did.undo}</span>;
  return (
    <form
      action={act}
      onSubmit={(event) => {
        if (!taken) return;
        event.preventDefault();
        taken();
      }}
    >
      <input type="hidden" name="decision" value={decision ?? ""} />
      <input type="hidden" name="back" value={here} />
      <button type="submit" className="queue-button">
        {labels.acts.undo}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
