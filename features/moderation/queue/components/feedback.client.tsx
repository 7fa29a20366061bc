"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useShortcutHint } from "#components/ui/use-single-keys.ts";
import { undoAction } from "#features/moderation/actions.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import type { PauseReason } from "../outbox.ts";
import type { Feedback, UndoableDecision } from "./use-undoable-decisions.ts";

interface ToastProps {
  feedback: Feedback | undefined;
  /** Whether the decision can still be undone. */
  undoable: boolean;
  undo(key: number): void;
}

/** The last decision with its undo, at the foot of the window until the next message. */
export function Toast({ feedback, undoable, undo }: ToastProps) {
  const t = useTranslator();
  const shortcut = useShortcutHint();
  const key = undoable ? feedback?.undo : undefined;
  return (
    <div
      className="queue-toast"
      data-shown={feedback !== undefined || undefined}
      data-bad={feedback?.isError || undefined}
    >
      <p role="status">
        {feedback?.text}
        {feedback?.notifiesAuthor && <>. {t.typeset("moderation.queue.toast.authorNotified")}</>}
      </p>
      {key !== undefined && (
        <button type="button" {...shortcut("u")} onClick={() => undo(key)}>
          {t.typeset("moderation.queue.actions.undo")}
        </button>
      )}
    </div>
  );
}

interface UnsentNoticeProps {
  why: PauseReason | undefined;
  /** The tasks are from a page that was closed. */
  isRestored: boolean;
  waiting: number;
  retry(): void;
  forget(): void;
}

/** Why decisions wait in this tab, and what the moderator can do. */
export function UnsentNotice({ why, isRestored, waiting, retry, forget }: UnsentNoticeProps) {
  const t = useTranslator();
  if (!why || waiting === 0) return <div role="alert" />;
  const text = isRestored ? t.typeset("moderation.queue.unsent.kept") : t.typeset(`moderation.queue.unsent.${why}`);
  return (
    <div role="alert" className="queue-unsent">
      <p>
        {text} {t.typeset("moderation.queue.unsent.waiting")} {waiting}.
      </p>
      <p className="queue-unsent-actions">
        {(why === "signedOut" || why === "otherMember") && !isRestored && (
          <a className="button" href="/login?next=/admin/moderation" target="_blank" rel="noopener">
            {t.typeset("moderation.queue.unsent.signIn")}
          </a>
        )}
        <button type="button" className="button button-strong" onClick={retry}>
          {t.typeset("moderation.queue.unsent.retry")}
        </button>
        <button type="button" className="button" onClick={forget}>
          {t.typeset("moderation.queue.unsent.forget")}
        </button>
      </p>
    </div>
  );
}

/** The moderator's own last decisions, newest first, each with its undo. */
export function RecentDecisions({
  here,
  entries,
  undo,
}: {
  here: string;
  entries: UndoableDecision[];
  undo(entry: UndoableDecision): void;
}) {
  const t = useTranslator();
  return (
    <details className="queue-recent">
      <summary>{t.typeset("moderation.queue.recent.title")}</summary>
      {entries.length === 0 ? (
        <p className="queue-hint">{t.typeset("moderation.queue.recent.none")}</p>
      ) : (
        <ol>
          {entries
            .toReversed()
            .slice(0, 12)
            .map((entry) => (
              <li key={entry.key ?? `d${entry.decision}`}>
                <span>{entry.text}</span>
                <UndoForm decision={entry.decision} here={here} onUndo={() => undo(entry)} />
              </li>
            ))}
        </ol>
      )}
    </details>
  );
}

/**
 * The button that undoes a decision. Without JavaScript it is a form, which asks for confirmation after the grace
 * period.
 */
export function UndoForm({
  decision,
  here,
  onUndo,
}: {
  decision: number | undefined;
  here: string;
  /** Runs the undo by script instead of the form. */
  onUndo?: () => void;
}) {
  const t = useTranslator();
  const [state, act] = useFormAction(undoAction, idleState);
  if (state.status === "done") return <span role="status">{t.typeset("moderation.queue.decided.undo")}</span>;
  return (
    <form
      action={act}
      onSubmit={(event) => {
        if (!onUndo) return;
        event.preventDefault();
        onUndo();
      }}
    >
      <input type="hidden" name="decision" value={decision ?? ""} />
      <input type="hidden" name="back" value={here} />
      <button type="submit" className="queue-button">
        {t.typeset("moderation.queue.actions.undo")}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
