"use client";

import { useActionState, useEffect, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { undoAction } from "#features/moderation/actions.ts";
import { idle } from "#lib/action.ts";
import type { Why } from "../outbox.ts";
import type { Labels } from "../words.ts";

/** What was just done, or why not. */
export interface Told {
  text: string;
  /** Whose undo the button offers. */
  undo?: number;
  /** Its author will be told. */
  tells?: boolean;
  bad?: boolean;
}

/** At the foot of the window until the next thing is said: the last decision, and its undo. */
export function Toast({ told, labels, undo }: { told: Told | undefined; labels: Labels; undo(key: number): void }) {
  const key = told?.undo;
  return (
    <div className="queue-toast" data-shown={told !== undefined || undefined} data-bad={told?.bad || undefined}>
      <p role="status">
        {told?.text}
        {told?.tells && <>. {labels.toast.told}</>}
      </p>
      {key !== undefined && (
        <button type="button" data-key="u" onClick={() => undo(key)} aria-keyshortcuts="u">
          {labels.acts.undo}
        </button>
      )}
    </div>
  );
}

interface LostProps {
  labels: Labels["lost"];
  why: Why | undefined;
  /** From a page that was closed before. */
  kept: boolean;
  waiting: number;
  retry(): void;
  forget(): void;
}

/** Why decisions wait in this tab, and the way on. */
export function Lost({ labels, why, kept, waiting, retry, forget }: LostProps) {
  if (!why || waiting === 0) return <div role="alert" />;
  const text = kept ? labels.kept : { offline: labels.offline, signedOut: labels.signedOut, slow: labels.slow }[why];
  return (
    <div role="alert" className="queue-lost">
      <p>
        {text} {labels.waiting} {waiting}.
      </p>
      <p className="queue-lost-acts">
        {why === "signedOut" && !kept && (
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

interface Entry {
  key?: number;
  decision?: number;
  text: string;
}

/** One's own last decisions, the newest first, each with its undo. */
export function Recent({
  labels,
  here,
  entries,
  undo,
}: {
  labels: Labels;
  here: string;
  entries: Entry[];
  undo(entry: Entry): void;
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
                <UndoForm decision={entry.decision} here={here} label={labels.acts.undo} taken={() => undo(entry)} />
              </li>
            ))}
        </ol>
      )}
    </details>
  );
}

/** The button that undoes a decision: a form where no script runs. */
export function UndoForm({
  decision,
  here,
  label,
  taken,
}: {
  decision: number | undefined;
  here: string;
  label: string;
  /** By the script instead. */
  taken?: () => void;
}) {
  const [state, act] = useActionState(undoAction, idle);
  return (
    <form
      action={act}
      className="queue-undo"
      onSubmit={(event) => {
        if (!taken) return;
        event.preventDefault();
        taken();
      }}
    >
      <input type="hidden" name="decision" value={decision ?? ""} />
      <input type="hidden" name="back" value={here} />
      <button type="submit" className="queue-button">
        {label}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}

/** All keys, in a dialog. */
export function Help({ labels, open, close }: { labels: Labels["help"]; open: boolean; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  const keys = [
    ["j k", labels.move],
    ["a", labels.approve],
    ["r", labels.reject],
    ["s", labels.spam],
    ["f", labels.feature],
    ["b", labels.ban],
    ["u", labels.undo],
    ["o", labels.context],
    ["x", labels.select],
    ["/", labels.search],
    ["?", labels.help],
    ["Esc", labels.escape],
  ];
  return (
    <dialog ref={dialog} className="queue-keys" onClose={close} aria-labelledby="queue-keys-title">
      <h2 id="queue-keys-title">{labels.title}</h2>
      <dl>
        {keys.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" className="button">
          {labels.escape}
        </button>
      </form>
    </dialog>
  );
}
