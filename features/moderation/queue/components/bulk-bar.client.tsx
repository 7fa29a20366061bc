"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useShortcutHint } from "#components/ui/use-single-keys.ts";
import { needsReason } from "#features/decision-history/rules.ts";
import { bulkAction } from "#features/moderation/actions.ts";
import { TemplateSelect } from "#features/moderation/reply-templates/components/template-select.client.tsx";
import { namedPlaceholders } from "#features/moderation/reply-templates/rules.ts";
import { useLocale, useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { type BulkChoice, bulkSubmitLabel } from "../bulk-choices.ts";
import { useQueueView } from "./queue-view-context.ts";

/** The progress of a bulk decision. */
export interface BulkProgress {
  key: number;
  text: string;
  total: number;
  answered: number;
  decided: number;
  conflicts: number[];
  skipped: number;
  running: boolean;
  stopped?: boolean;
  undoing?: boolean;
  problem?: string | undefined;
}

interface Props {
  here: string;
  script: boolean;
  /** The key of the selection without JavaScript: a form sent twice is decided once. */
  selection: string;
  chosen: number;
  choices: BulkChoice[];
  /** The chosen decision; empty at first. */
  decision: string;
  decide(decision: string): void;
  bulk: BulkProgress | undefined;
  /** Whether the decision can still be undone. */
  undoable: boolean;
  empty: boolean;
  /** Sends the decision with the text for the authors; empty: none. */
  run(message: string): void;
  stop(): void;
  all(): void;
  clearSelection(): void;
  undo(): void;
  close(): void;
}

/**
 * Sets `--queue-bar` to the height of the bar, whose buttons may wrap, so that it does not cover what has the focus.
 */
function observeHeight(bar: HTMLElement | null) {
  if (!bar) return undefined;
  const { style } = document.documentElement;
  const observer = new ResizeObserver(() => {
    if (bar.offsetHeight > 0) style.setProperty("--queue-bar", `${bar.offsetHeight + 12}px`);
    else style.removeProperty("--queue-bar");
  });
  observer.observe(bar);
  return () => {
    observer.disconnect();
    style.removeProperty("--queue-bar");
  };
}

/**
 * Decides on all ticked comments. Decision and rule are one list, with nothing chosen at first. Without JavaScript it
 * is below the comments; otherwise it is a bar at the bottom of the window, shown once a comment is ticked.
 */
export function BulkBar(props: Props) {
  const t = useTranslator();
  const locale = useLocale();
  const { rules, spamRule } = useQueueView();
  const { here, script, selection, chosen, choices, decision, decide, bulk, empty, run, all, clearSelection } = props;
  const [state, act] = useFormAction(bulkAction, idleState);
  if (bulk) return <Progress {...props} bulk={bulk} />;
  const refused = state.status === "refused" ? state : undefined;
  const choice = choices.find(({ value }) => value === decision);
  const count = chosen.toLocaleString(locale);
  return (
    <form
      ref={observeHeight}
      id="queue-bulk"
      action={act}
      hidden={empty || (script && chosen === 0)}
      className="queue-bulk"
      aria-label={t.typeset("moderation.queue.bulk.title")}
      onSubmit={(event) => {
        event.preventDefault();
        const message = new FormData(event.currentTarget).get("message");
        run(typeof message === "string" ? message : "");
      }}
    >
      <input type="hidden" name="back" value={here} />
      <input type="hidden" name="selection" value={selection} />
      <p className="queue-bulk-title" role={script ? "status" : undefined}>
        {script ? (
          <strong>
            {count}{" "}
            {chosen === 1 ? t.typeset("moderation.queue.bulk.chosenOne") : t.typeset("moderation.queue.bulk.chosen")}
          </strong>
        ) : (
          <strong>{t.typeset("moderation.queue.bulk.title")}</strong>
        )}
      </p>
      <label htmlFor="queue-bulk-act" className="sr-only">
        {t.typeset("moderation.queue.bulk.act")}
      </label>
      <select
        id="queue-bulk-act"
        name="decision"
        required
        {...(script
          ? { value: decision, onChange: (event) => decide(event.currentTarget.value) }
          : { defaultValue: refused?.typed.decision ?? "" })}
      >
        <option value="">{t.typeset("moderation.queue.bulk.choose")}</option>
        {choices.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
      <MessageToAuthors
        // Cleared with the selection.
        key={chosen === 0 ? "none" : "some"}
        script={script}
        isHidden={script && (!choice || !needsReason(choice.action))}
        typed={refused?.typed}
      />
      <button id="queue-bulk-go" type="submit" className="button button-strong" aria-disabled={script && !choice}>
        {script
          ? choice
            ? bulkSubmitLabel({ t, rules, spamRule }, choice, count)
            : t.typeset("moderation.queue.bulk.decide")
          : t.typeset("moderation.queue.bulk.go")}
      </button>
      {script && (
        <span className="queue-bulk-actions">
          <button
            type="button"
            className="queue-button"
            title={t.typeset("moderation.queue.bulk.allHint")}
            onClick={all}
          >
            {t.typeset("moderation.queue.bulk.all")}
          </button>
          <button type="button" className="queue-button" onClick={clearSelection}>
            {t.typeset("moderation.queue.bulk.none")}
          </button>
        </span>
      )}
      <FormAlert>{refused && (Object.values(refused.fields)[0] ?? refused.message)}</FormAlert>
    </form>
  );
}

interface MessageProps {
  script: boolean;
  isHidden: boolean;
  /** What was typed before a refusal. */
  typed: Record<string, string> | undefined;
}

/** The text that goes to all authors of refused comments, one message each. */
function MessageToAuthors({ script, isHidden, typed }: MessageProps) {
  const t = useTranslator();
  const { member: placeholder } = namedPlaceholders[useLocale()];
  const { templates } = useQueueView();
  return (
    <details className="queue-bulk-message" hidden={isHidden} open={Boolean(typed?.message || typed?.template)}>
      <summary>{t.typeset("moderation.queue.bulk.message.open")}</summary>
      <TemplateSelect
        id="queue-bulk-template"
        templates={templates}
        field="message"
        member={placeholder}
        isForSeveral
      />
      <TextArea
        id="queue-bulk-message"
        name="message"
        label={t.typeset("moderation.queue.bulk.message.label")}
        hint={t.typeset(`moderation.queue.bulk.message.${script ? "hint" : "hintNoScript"}`, { placeholder })}
        rows={3}
        maxLength={2_000}
        autoComplete="off"
        refused={typed && { fields: {}, typed }}
      />
    </details>
  );
}

function Progress({ bulk, undoable, stop, undo, close }: Props & { bulk: BulkProgress }) {
  const t = useTranslator();
  const shortcut = useShortcutHint();
  const { total, answered, decided, conflicts, skipped, running, stopped, undoing, problem } = bulk;
  return (
    <section
      ref={observeHeight}
      id="queue-bulk"
      className="queue-bulk"
      aria-label={t.typeset("moderation.queue.bulk.title")}
    >
      <p className="queue-bulk-title">
        <strong>{bulk.text}</strong>
      </p>
      <progress max={total} value={answered} aria-label={t.typeset("moderation.queue.bulk.running")} />
      <p role="status">
        {undoing
          ? t.typeset("moderation.queue.bulk.undoing")
          : running
            ? `${t.typeset("moderation.queue.bulk.running")} ${answered} / ${total}`
            : stopped
              ? t.typeset("moderation.queue.bulk.stopped")
              : t.typeset("moderation.queue.bulk.done")}
      </p>
      <ul className="queue-bulk-report">
        <li>
          {decided} {t.typeset("moderation.queue.bulk.decided")}
        </li>
        {conflicts.length > 0 && (
          <li>
            {conflicts.length} {t.typeset("moderation.queue.bulk.conflicts")}
          </li>
        )}
        {skipped > 0 && (
          <li>
            {skipped} {t.typeset("moderation.queue.bulk.skipped")}
          </li>
        )}
      </ul>
      <FormAlert>{problem}</FormAlert>
      <p className="queue-bulk-actions">
        {running && (
          <button type="button" className="queue-button" onClick={stop}>
            {t.typeset("moderation.queue.bulk.stop")}
          </button>
        )}
        {undoable && decided > 0 && (
          <button type="button" className="queue-button" {...shortcut("u")} onClick={undo}>
            {t.typeset("moderation.queue.actions.undo")}
          </button>
        )}
        {!running && !undoing && (
          <button type="button" className="queue-button" onClick={close}>
            {t.typeset("moderation.queue.actions.close")}
          </button>
        )}
      </p>
    </section>
  );
}
