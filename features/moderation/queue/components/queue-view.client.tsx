"use client";

import { type ReactNode, useEffect, useMemo, useRef } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { SingleKeysContext, useSingleKeys } from "#components/ui/use-single-keys.ts";
import type { ReplyTemplate } from "#features/moderation/reply-templates/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { QueueItem, QueueThread } from "../items/queue-item.ts";
import type { OutboxTask } from "../outbox.ts";
import type { UndoQuestion as Question } from "../undoable-decisions/undo-confirmation.ts";
import { invalidateAuthors } from "./author-pane.client.tsx";
import { BulkBar } from "./bulk-bar.client.tsx";
import { RecentDecisions, Toast, UnsentNotice } from "./feedback.client.tsx";
import { QueueItemCard } from "./item.client.tsx";
import { type ActionPanel, type CitableRule, type ItemCommands, QueueViewContext } from "./queue-view-context.ts";
import type { QueueViewState } from "./queue-view-state.ts";
import { ThreadPolicyForm } from "./thread-policy-form.client.tsx";
import { UndoConfirmationDialog } from "./undo-confirmation-dialog.client.tsx";
import { useBulkDecision } from "./use-bulk-decision.ts";
import { useCommands } from "./use-commands.ts";
import { useDecisionMarks } from "./use-decision-marks.ts";
import { useDecisions } from "./use-decisions.ts";
import { useItems } from "./use-items.ts";
import { useMemberPane } from "./use-member-pane.ts";
import { useNewItems } from "./use-new-items.ts";
import { type OutboxAnswer, useOutbox } from "./use-outbox.ts";
import { usePresence } from "./use-presence.ts";
import { useQueueUpdates } from "./use-queue-updates.ts";
import { useSelection } from "./use-selection.ts";
import { useSingleClicks } from "./use-single-clicks.ts";
import { useThread } from "./use-thread.ts";
import { type UndoRequest, useUndo } from "./use-undo.ts";
import { useUndoableDecisions } from "./use-undoable-decisions.ts";

interface Props {
  items: QueueItem[];
  next: string | undefined;
  /** The cursor of the newest item; undefined without one, or if later pages have it. */
  newest: string | undefined;
  /** The thread of the article, if the queue is filtered by one. */
  thread: QueueThread | undefined;
  /** The URL of the page without its cursor, and its query string. */
  here: string;
  search: string;
  oldest: boolean;
  isFirstPage: boolean;
  /** The panel opened by the URL without JavaScript. */
  opened: { on: number; panel: ActionPanel } | undefined;
  recent: { id: number; text: string }[];
  /** The undo confirmation that the URL asks for, and the page to return to. */
  undoConfirmation: { question?: Question; problem?: string; back: string | undefined } | undefined;
  viewer: number;
  rules: CitableRule[];
  /** The rule that spam breaks if no other is named. */
  spamRule: string | undefined;
  templates: ReplyTemplate[];
  nextLabel: string;
  /** Shown instead of a list without items. */
  empty: ReactNode;
  /** The key of the selection without JavaScript. */
  selection: string;
  /** Above the list: how many comments were scanned. */
  children: ReactNode;
}

function initialUndoRequest(confirmation: Props["undoConfirmation"]): UndoRequest | undefined {
  if (!confirmation) return undefined;
  const { question, problem } = confirmation;
  const entry = { decision: question?.decision, text: question?.what ?? "", here: false };
  return { entry, ...(question && { question }), ...(problem && { problem }) };
}

/** The list of the queue: keyboard, mouse and touch input, the outbox, and other moderators' changes. */
export function QueueView(props: Props) {
  const t = useTranslator();
  const { here, search, viewer, rules, spamRule, templates } = props;
  const script = useHydrated();
  const single = useSingleKeys();
  const list = useItems(props);
  const marks = useDecisionMarks();
  const selection = useSelection({ list, marks, opened: props.opened });
  const done = useUndoableDecisions(props.recent);
  const { outbox, waiting, why, isRestored } = useOutbox({
    viewer,
    settled: (task, answer) => settled(task, answer),
    found: (tasks) => {
      decisions.found(tasks);
      bulk.found(tasks);
    },
  });
  const parts: QueueViewState = { viewer, rules, spamRule, list, marks, selection, done, outbox };
  const decisions = useDecisions(parts);
  const bulk = useBulkDecision(parts, search);
  const thread = useThread(parts, props.thread);
  const undoing = useUndo(parts, { bulk, thread }, initialUndoRequest(props.undoConfirmation));
  const settled = (task: OutboxTask, answer: OutboxAnswer) => {
    invalidateAuthors();
    if (answer.kind === "many") bulk.settled(task, answer.state);
    else if (answer.kind === "undo") undoing.settled(task, answer.state);
    else if (task.fields.kind === "article") thread.settled(task, answer.state);
    else decisions.settled(task, answer.state);
  };
  const undoKey = (key: number | undefined) => {
    const one = done.stack.find((other) => key !== undefined && other.key === key);
    if (one) undoing.undo(one);
  };
  const isUndoable = (key: number | undefined) => key !== undefined && done.stack.some((one) => one.key === key);

  useCommands(parts, { decisions, bulk, undoLast: undoing.undoLast });

  // Items are memoised: they get stable callbacks, which call the current functions.
  const current = useRef({ decisions, selection, bulk, undoKey });
  useEffect(() => {
    current.current = { decisions, selection, bulk, undoKey };
  });
  const acts = useMemo<ItemCommands>(
    () => ({
      select: (id) => current.current.selection.select(id),
      decide: (one, action, more) => current.current.decisions.decide(one, action, more),
      ban: (one, form) => current.current.decisions.ban(one, form),
      open: (one, which) => current.current.selection.open(one, which),
      tick: (one, on) => current.current.bulk.choose(one, on),
      tickTogether: (one, kind) => void current.current.bulk.takeTogether(one, kind),
      undo: (key) => current.current.undoKey(key),
    }),
    [],
  );

  const clicked = useSingleClicks();
  const view = useMemo(() => ({ acts, here, rules, spamRule, templates }), [acts, here, rules, spamRule, templates]);

  useMemberPane(parts);
  usePresence(selection.selected !== undefined && marks.isDone(selection.selected) ? undefined : selection.selected);
  const live = useQueueUpdates({ search, newest: list.newest, items: list.items, isDone: marks.isDone });
  const added = useNewItems(parts, { live, oldest: props.oldest, isFirstPage: props.isFirstPage });
  const changed = new Map(live?.changed.map(({ id, version, text }) => [id, { version, text }]));
  return (
    <QueueViewContext value={view}>
      <SingleKeysContext value={single}>
        <div ref={clicked} className="queue-view">
          <UnsentNotice
            why={why}
            isRestored={isRestored}
            waiting={waiting}
            retry={() => outbox.retry()}
            forget={undoing.forget}
          />
          {thread.thread && <ThreadPolicyForm thread={thread.thread} problem={thread.problem} decide={thread.decide} />}
          {added.text && (
            <p className="queue-new-items">
              <a
                href={here}
                onClick={(event) => {
                  if (added.show()) event.preventDefault();
                }}
              >
                {added.text}
              </a>
            </p>
          )}
          {undoing.confirmation && (
            <UndoConfirmationDialog
              key={undoing.confirmation.entry.decision}
              request={undoing.confirmation}
              back={props.undoConfirmation?.back ?? here}
              keep={undoing.keep}
              confirm={undoing.confirm}
            />
          )}
          {list.items.length === 0 && props.empty}
          {props.children}
          <ol className="queue-items" aria-label={t("moderation.queue.list")}>
            {list.items.map((one) => {
              const now = changed.get(one.id);
              const mark = marks.marks.get(one.id);
              return (
                <li key={one.id}>
                  <QueueItemCard
                    item={one}
                    selected={script && one.id === selection.selected}
                    entry={one.id === (selection.selected ?? list.items[0]?.id)}
                    chosen={bulk.chosen.has(one.id)}
                    panel={selection.panel?.on === one.id ? selection.panel.panel : undefined}
                    mark={mark}
                    undoable={isUndoable(mark?.key)}
                    problem={marks.problems.get(one.id)}
                    changed={now && now.version !== one.version ? now.text : undefined}
                    claimed={live ? (live.viewedBy[one.id] ?? null) : one.viewedBy}
                  />
                </li>
              );
            })}
          </ol>
          {added.isCleared && (
            <p className="queue-cleared" role="status">
              {t.typeset("moderation.queue.cleared")}
            </p>
          )}
          {list.next && (
            <p className="queue-next">
              <a
                className="button"
                href={`${here}${here.includes("?") ? "&" : "?"}after=${list.next}`}
                onClick={(event) => {
                  event.preventDefault();
                  void list.fetchMore(selection.selected, marks.isDone);
                }}
              >
                {props.nextLabel}
              </a>
            </p>
          )}
          <RecentDecisions here={here} entries={done.stack} undo={undoing.undo} />
          <BulkBar
            here={here}
            script={script}
            selection={props.selection}
            chosen={bulk.chosen.size}
            choices={bulk.choices}
            decision={bulk.decision}
            decide={bulk.decide}
            bulk={bulk.bulk}
            undoable={isUndoable(bulk.bulk?.key)}
            empty={list.items.length === 0}
            run={bulk.run}
            stop={() => bulk.stop(bulk.bulk?.key)}
            all={() => void bulk.takeAll()}
            clearSelection={bulk.clearSelection}
            undo={() => undoKey(bulk.bulk?.key)}
            close={bulk.close}
          />
          <Toast feedback={done.feedback} undoable={isUndoable(done.feedback?.undo)} undo={undoKey} />
          <div role="alert" className="sr-only">
            {done.feedback?.isError && <FormAlert>{done.feedback.text}</FormAlert>}
          </div>
        </div>
      </SingleKeysContext>
    </QueueViewContext>
  );
}
