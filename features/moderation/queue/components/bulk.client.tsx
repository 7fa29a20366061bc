"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { bulkAction } from "#features/moderation/actions.ts";
import { idle } from "#lib/action.ts";
import type { Labels } from "../words.ts";
import { useShortcut } from "./use-single-keys.ts";

/** A selection that is being decided, or was. */
export interface BulkState {
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
  labels: Labels;
  here: string;
  script: boolean;
  /** The key of what is ticked where no script runs: sent twice, it is decided once. */
  selection: string;
  chosen: number;
  bulk: BulkState | undefined;
  /** Its undo is still to be had. */
  undoable: boolean;
  empty: boolean;
  run(action: string, reason: string, note: string): void;
  stop(): void;
  all(): void;
  none(): void;
  undo(): void;
  close(): void;
}

/** Decides the same of all that is ticked. Without a script it stands below the list; with one it comes once something is ticked. */
export function BulkBar(props: Props) {
  const { labels, here, script, selection, chosen, bulk, empty, run, all, none } = props;
  const [state, act] = useFormAction(bulkAction, idle);
  if (bulk) return <Progress {...props} bulk={bulk} />;
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form
      id="queue-bulk"
      action={act}
      hidden={empty || (script && chosen === 0)}
      className="queue-bulk"
      aria-label={labels.bulk.title}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        run(String(form.get("action")), String(form.get("reason") ?? ""), "");
      }}
    >
      <input type="hidden" name="back" value={here} />
      <input type="hidden" name="selection" value={selection} />
      <p className="queue-bulk-title">
        <strong>{labels.bulk.title}</strong>
        {script && (
          <span role="status">
            {" "}
            {labels.bulk.chosen} {chosen}
          </span>
        )}
      </p>
      <div className="field">
        <label htmlFor="queue-bulk-act">{labels.bulk.act}</label>
        <select id="queue-bulk-act" name="action" defaultValue="approve">
          <option value="approve">{labels.acts.approve}</option>
          <option value="reject">{labels.did.reject}</option>
          <option value="spam">{labels.acts.spam}</option>
          <option value="remove">{labels.did.remove}</option>
          <option value="restore">{labels.acts.restore}</option>
        </select>
      </div>
      <div className="field">
        <label htmlFor="queue-bulk-reason">{labels.bulk.reason}</label>
        <select id="queue-bulk-reason" name="reason" defaultValue="">
          <option value="" />
          {labels.rules.map(({ anchor, title }) => (
            <option key={anchor} value={anchor}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <p className="queue-bulk-acts">
        <button type="submit" className="button button-strong">
          {labels.bulk.go}
        </button>
        {script && (
          <>
            <button type="button" className="queue-button" onClick={all}>
              {labels.bulk.all}
            </button>
            <button type="button" className="queue-button" onClick={none}>
              {labels.bulk.none}
            </button>
          </>
        )}
      </p>
      <FormAlert>{refused && (Object.values(refused.fields)[0] ?? refused.message)}</FormAlert>
    </form>
  );
}

function Progress({ labels: { bulk: words, acts }, bulk, undoable, stop, undo, close }: Props & { bulk: BulkState }) {
  const shortcut = useShortcut();
  const { total, answered, decided, conflicts, skipped, running, stopped, undoing, problem } = bulk;
  return (
    <section className="queue-bulk" aria-label={words.title}>
      <p className="queue-bulk-title">
        <strong>{bulk.text}</strong>
      </p>
      <progress max={total} value={answered} aria-label={words.running} />
      <p role="status">
        {undoing
          ? words.undoing
          : running
            ? `${words.running} ${answered} / ${total}`
            : stopped
              ? words.stopped
              : words.done}
      </p>
      <ul className="queue-bulk-report">
        <li>
          {decided} {words.decided}
        </li>
        {conflicts.length > 0 && (
          <li>
            {conflicts.length} {words.conflicts}
          </li>
        )}
        {skipped > 0 && (
          <li>
            {skipped} {words.skipped}
          </li>
        )}
      </ul>
      <FormAlert>{problem}</FormAlert>
      <p className="queue-bulk-acts">
        {running && (
          <button type="button" className="queue-button" onClick={stop}>
            {words.stop}
          </button>
        )}
        {undoable && decided > 0 && (
          <button type="button" className="queue-button" {...shortcut("u")} onClick={undo}>
            {acts.undo}
          </button>
        )}
        {!running && !undoing && (
          <button type="button" className="queue-button" onClick={close}>
            {acts.close}
          </button>
        )}
      </p>
    </section>
  );
}
