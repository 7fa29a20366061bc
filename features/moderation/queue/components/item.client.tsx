"use client";

import { type FormEvent, memo } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { QueueItem } from "../items/queue-item.ts";
import { queueHref } from "../tabs/rules.ts";
import { BanPanel, ReasonPanel } from "./action-panels.client.tsx";
import { ItemActions } from "./item-actions.client.tsx";
import { type ActionPanel, useQueueView } from "./queue-view-context.ts";
import type { DecisionMark } from "./use-decision-marks.ts";

interface Props {
  item: QueueItem;
  selected: boolean;
  /** Whether the Tab key enters the list here. */
  entry: boolean;
  chosen: boolean;
  panel: ActionPanel | undefined;
  mark: DecisionMark | undefined;
  /** Whether the decision can still be undone. */
  undoable: boolean;
  problem: string | undefined;
  /** Changed by another moderator since it was shown. */
  changed: string | undefined;
  claimed: string | null;
}

/** A comment in the queue, with its context and actions. */
export const QueueItemCard = memo(function Item(props: Props) {
  const t = useTranslator();
  const { item, selected, entry, chosen, panel, mark, undoable, problem, changed } = props;
  const { claimed } = props;
  const { acts } = useQueueView();
  const script = useHydrated();
  const decided = mark !== undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the list select too; a click only says what one is looking at.
    <article
      id={`item-${item.id}`}
      className="queue-item"
      data-selected={selected || undefined}
      data-decided={decided || undefined}
      tabIndex={entry ? 0 : -1}
      aria-label={t.typesetAround("moderation.queue.actions.about", {
        act: t.typeset(`moderation.queue.status.${item.status}`),
        name: item.author.name,
      })}
      onFocus={() => acts.select(item.id)}
      onClick={() => acts.select(item.id)}
    >
      <header className="queue-item-head">
        <label className="queue-tick">
          <input
            type="checkbox"
            form="queue-bulk"
            name="items"
            value={`${item.id}:${item.version}`}
            {...(script && {
              checked: chosen,
              onChange: (event: FormEvent<HTMLInputElement>) => acts.tick(item, event.currentTarget.checked),
            })}
            disabled={item.deleted || item.own}
          />
          <span className="sr-only">
            {t.typesetAround("moderation.queue.actions.about", {
              act: t.typeset("moderation.queue.actions.select"),
              name: item.author.name,
            })}
          </span>
        </label>
        {item.author.href ? (
          <a className="queue-author" href={item.author.href}>
            {item.author.name}
          </a>
        ) : (
          <span className="queue-author">{item.author.name}</span>
        )}
        <span className="queue-context">
          {t("moderation.queue.on")} <a href={item.article.href}>{item.article.title}</a>
          <span aria-hidden="true">·</span>
          <time dateTime={item.at.iso} title={item.at.full}>
            {item.at.ago}
          </time>
          {item.edited && (
            <>
              <span aria-hidden="true">·</span>
              <span>{item.edited}</span>
            </>
          )}
        </span>
        <span className="queue-badges">
          {item.reported && <span className="queue-badge queue-badge-alert">{item.reported}</span>}
          {item.author.badges.map((badge) => (
            <span key={badge} className="queue-badge">
              {badge}
            </span>
          ))}
          <span className={`queue-badge queue-badge-${item.status}`}>
            {t.typeset(`moderation.queue.status.${item.status}`)}
          </span>
          {item.waits && !decided && <span className="queue-badge queue-badge-wait">{item.waits}</span>}
          {item.featured && <span className="queue-badge">{t("moderation.queue.featured")}</span>}
          {claimed && <span className="queue-badge queue-badge-presence">{claimed}</span>}
        </span>
        <span className="queue-narrow">
          {item.author.id !== null && (
            <a href={queueHref({ tab: "all", member: item.author.id })}>{t("moderation.queue.onlyMember")}</a>
          )}
          <a href={queueHref({ tab: "all", article: item.article.id })}>{t.typeset("moderation.queue.onlyArticle")}</a>
        </span>
      </header>
      {item.parent && (
        <blockquote className="queue-parent">
          <cite>{item.parent.by}</cite> {item.parent.excerpt}
        </blockquote>
      )}
      <div className="prose comment-body queue-text">{item.body}</div>
      {item.verdicts.length > 0 && (
        <ul className="queue-verdicts">
          {item.verdicts.map(({ text, kind, rule }) => (
            <li key={text} data-kind={kind}>
              {text}
              {rule && (
                <>
                  {" · "}
                  <a href={rule.href}>{rule.label}</a>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {!decided && <Together item={item} />}
      {item.reports}
      {item.history.length > 0 && <History item={item} />}
      {changed && !decided && (
        <p className="queue-changed" role="status">
          {changed}
        </p>
      )}
      {problem && <FormAlert>{problem}</FormAlert>}
      {mark ? (
        <DecidedNote mark={mark} undo={undoable ? acts.undo : undefined} name={item.author.name} />
      ) : item.deleted || item.own ? (
        <p className="queue-note">
          {item.deleted ? t.typeset("moderation.queue.deleted") : t.typeset("moderation.queue.own")}
        </p>
      ) : (
        <ItemActions item={item} panel={panel} />
      )}
      {!decided && panel && panel !== "ban" && <ReasonPanel item={item} action={panel} />}
      {!decided && panel === "ban" && <BanPanel item={item} />}
    </article>
  );
});

/** The other waiting comments to decide on together: links that list them, and buttons that tick them. */
function Together({ item }: { item: QueueItem }) {
  const t = useTranslator();
  const script = useHydrated();
  const { acts } = useQueueView();
  const { alike, byMember } = item.together;
  const lines = [
    { kind: "alike" as const, text: alike, href: queueHref({ alike: item.id }) },
    { kind: "member" as const, text: byMember, href: queueHref({ member: item.author.id ?? undefined }) },
  ];
  return lines.map(
    ({ kind, text, href }) =>
      text && (
        <p key={kind} className="queue-together">
          <a href={href}>{text}</a>
          {script && (
            <button
              type="button"
              className="queue-button"
              aria-label={t.typeset(`moderation.queue.together.select.${kind}`)}
              onClick={() => acts.tickTogether(item, kind)}
            >
              {t.typeset("moderation.queue.together.selectAll")}
            </button>
          )}
        </p>
      ),
  );
}

function History({ item }: { item: QueueItem }) {
  const t = useTranslator();
  return (
    <details className="queue-history">
      <summary>
        {t("moderation.queue.historyTitle")} ({item.history.length})
      </summary>
      <ul>
        {item.history.map(({ id, text, undone }) => (
          <li key={id}>
            {undone ? <s>{text}</s> : text}
            {undone && <> ({t("moderation.queue.undone")})</>}
          </li>
        ))}
      </ul>
    </details>
  );
}

interface DecidedNoteProps {
  mark: DecisionMark;
  /** Undefined if the decision cannot be undone, or its undo has begun. */
  undo: ((key: number) => void) | undefined;
  name: string;
}

function DecidedNote({ mark, undo, name }: DecidedNoteProps) {
  const t = useTranslator();
  return (
    <p className="queue-decided">
      <span>{mark.text}</span>
      {undo ? (
        <button
          type="button"
          className="queue-button"
          aria-label={
            mark.many
              ? undefined
              : t.typesetAround("moderation.queue.actions.about", {
                  act: t.typeset("moderation.queue.actions.undo"),
                  name,
                })
          }
          onClick={() => undo(mark.key)}
        >
          {mark.many ? t.typeset("moderation.queue.actions.undoAll") : t.typeset("moderation.queue.actions.undo")}
        </button>
      ) : (
        mark.undoing && <span>{t.typeset("moderation.queue.bulk.undoing")}</span>
      )}
    </p>
  );
}
