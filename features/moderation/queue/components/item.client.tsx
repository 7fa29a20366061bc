"use client";

import { type FormEvent, memo, useActionState, useSyncExternalStore } from "react";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { decideAction } from "#features/moderation/actions.ts";
import { idle } from "#lib/action.ts";
import type { QueueItem } from "../items.ts";
import { placeAddress } from "../places.ts";
import type { Labels } from "../words.ts";
import { BanPanel, ReasonPanel } from "./panels.client.tsx";

/** What is open below a comment. */
export type Panel = "reject" | "remove" | "ban";

/** What was done with a comment on this page. */
export interface Mark {
  key: number;
  text: string;
  /** Known once it has been answered. */
  decision?: number;
  sent: boolean;
}

export interface Acts {
  select(id: number): void;
  decide(item: QueueItem, action: string, more?: Record<string, string>): void;
  ban(item: QueueItem, form: FormData): void;
  open(item: QueueItem, panel: Panel | undefined): void;
  choose(item: QueueItem, chosen: boolean): void;
  undo(key: number): void;
}

interface Props {
  item: QueueItem;
  labels: Labels;
  acts: Acts;
  /** The page's own address, to which forms come back without a script. */
  here: string;
  selected: boolean;
  /** Where the Tab key enters the list. */
  entry: boolean;
  chosen: boolean;
  panel: Panel | undefined;
  mark: Mark | undefined;
  problem: string | undefined;
  /** Changed by somebody else since it was shown. */
  changed: string | undefined;
  claimed: string | null;
}

const never = () => () => {};
/** Whether a script runs: what needs one is a link or a form before. */
export const useScript = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );

export const fill = (text: string, values: Record<string, string>) =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** A comment with what is known about it and what can be done with it. */
export const Item = memo(function Item(props: Props) {
  const { item, labels, acts, here, selected, entry, chosen, panel, mark, problem, changed, claimed } = props;
  const script = useScript();
  const decided = mark !== undefined;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the list select too; a click only says what one is looking at.
    <article
      id={`item-${item.id}`}
      className="queue-item"
      data-selected={selected || undefined}
      data-decided={decided || undefined}
      tabIndex={entry ? 0 : -1}
      aria-label={fill(labels.acts.about, { act: item.statusText, name: item.author.name })}
      onFocus={() => acts.select(item.id)}
      onClick={() => acts.select(item.id)}
    >
      <header className="queue-by">
        <label className="queue-choose">
          <input
            type="checkbox"
            form="queue-bulk"
            name="items"
            value={`${item.id}:${item.version}`}
            {...(script && {
              checked: chosen,
              onChange: (event: FormEvent<HTMLInputElement>) => acts.choose(item, event.currentTarget.checked),
            })}
            disabled={item.deleted || item.own}
          />
          <span className="sr-only">
            {fill(labels.acts.about, { act: labels.acts.select, name: item.author.name })}
          </span>
        </label>
        {item.author.href ? (
          <a className="queue-name" href={item.author.href}>
            {item.author.name}
          </a>
        ) : (
          <span className="queue-name">{item.author.name}</span>
        )}
        <span className="queue-where">
          {labels.on} <a href={item.article.href}>{item.article.title}</a>
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
          {item.reported && <span className="queue-badge queue-badge-bad">{item.reported}</span>}
          {item.author.badges.map((badge) => (
            <span key={badge} className="queue-badge">
              {badge}
            </span>
          ))}
          <span className={`queue-badge queue-badge-${item.status}`}>{item.statusText}</span>
          {item.featured && <span className="queue-badge">{labels.featured}</span>}
          {claimed && <span className="queue-badge queue-badge-claim">{claimed}</span>}
        </span>
        <span className="queue-only">
          {item.author.id !== null && (
            <a href={placeAddress({ view: "all", member: item.author.id })}>{labels.onlyMember}</a>
          )}
          <a href={placeAddress({ view: "all", article: item.article.id })}>{labels.onlyArticle}</a>
        </span>
      </header>
      {item.parent && (
        <blockquote className="queue-parent">
          <cite>{item.parent.by}</cite> {item.parent.excerpt}
        </blockquote>
      )}
      <div className="prose comment-body queue-text">{item.body}</div>
      {item.why.length > 0 && (
        <ul className="queue-why">
          {item.why.map(({ text, kind, rule }) => (
            <li key={text} data-kind={kind}>
              {text}
              {rule && (
                <>
                  {" "}
                  <a href={rule.href}>{rule.label}</a>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {item.reports}
      {item.history.length > 0 && <History item={item} labels={labels} />}
      {changed && !decided && (
        <p className="queue-changed" role="status">
          {changed}
        </p>
      )}
      {problem && <FormAlert>{problem}</FormAlert>}
      {mark ? (
        <Done mark={mark} labels={labels} undo={acts.undo} name={item.author.name} />
      ) : item.deleted || item.own ? (
        <p className="queue-note">{item.deleted ? labels.deleted : labels.own}</p>
      ) : (
        <Buttons item={item} labels={labels} acts={acts} here={here} panel={panel} />
      )}
      {!decided && (panel === "reject" || panel === "remove") && (
        <ReasonPanel item={item} labels={labels} acts={acts} here={here} action={panel} />
      )}
      {!decided && panel === "ban" && <BanPanel item={item} labels={labels} acts={acts} here={here} />}
    </article>
  );
});

function History({ item, labels }: { item: QueueItem; labels: Labels }) {
  return (
    <details className="queue-history">
      <summary>
        {labels.historyTitle} ({item.history.length})
      </summary>
      <ul>
        {item.history.map(({ id, text, undone }) => (
          <li key={id}>
            {undone ? <s>{text}</s> : text}
            {undone && <> ({labels.undone})</>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Done({ mark, labels, undo, name }: { mark: Mark; labels: Labels; undo(key: number): void; name: string }) {
  return (
    <p className="queue-done">
      <span>{mark.text}</span>
      <button
        type="button"
        className="queue-button"
        aria-label={fill(labels.acts.about, { act: labels.acts.undo, name })}
        onClick={() => undo(mark.key)}
      >
        {labels.acts.undo}
      </button>
    </p>
  );
}

function Buttons({ item, labels, acts, here, panel }: Pick<Props, "item" | "labels" | "acts" | "here" | "panel">) {
  const [state, act] = useActionState(decideAction, idle);
  const shown = item.status === "visible";
  const hidden = item.status === "rejected" || item.status === "spam" || item.status === "removed";
  const about = (text: string) => fill(labels.acts.about, { act: text, name: item.author.name });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const button = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
    event.preventDefault();
    if (button instanceof HTMLButtonElement) acts.decide(item, button.value);
  };
  const opening = { item, acts, here, current: panel };
  const main = (action: "approve" | "restore" | "spam" | "feature" | "unfeature", key: string) => (
    <button
      type="submit"
      name="action"
      value={action}
      className="queue-button"
      data-act={action}
      aria-label={about(labels.acts[action])}
      aria-keyshortcuts={key}
      data-key={key}
    >
      {labels.acts[action]}
    </button>
  );
  return (
    <form action={act} onSubmit={submit} className="queue-acts">
      <input type="hidden" name="kind" value="comment" />
      <input type="hidden" name="id" value={item.id} />
      <input type="hidden" name="expectedVersion" value={item.version} />
      <input type="hidden" name="back" value={here} />
      {hidden ? main("restore", "a") : main("approve", "a")}
      {item.status !== "rejected" && (
        <Opener opens="reject" shortcut="r" text={labels.acts.reject} label={about(labels.acts.reject)} {...opening} />
      )}
      {item.status !== "spam" && main("spam", "s")}
      {shown && <Opener opens="remove" text={labels.acts.remove} label={about(labels.acts.remove)} {...opening} />}
      {(shown || item.featured) && main(item.featured ? "unfeature" : "feature", "f")}
      {item.author.mayBan && (
        <Opener opens="ban" shortcut="b" text={labels.acts.ban} label={about(labels.acts.ban)} {...opening} />
      )}
      <a
        className="queue-button"
        href={item.context}
        data-key="o"
        target="_blank"
        rel="noopener"
        aria-label={about(labels.acts.context)}
      >
        {labels.acts.context}
      </a>
      {state.status === "refused" && <FormAlert>{state.message}</FormAlert>}
    </form>
  );
}

/** Opens a panel: a link before the script runs, whose page has the panel open. */
function Opener({
  item,
  acts,
  here,
  current,
  opens,
  shortcut,
  text: name,
  label,
}: Pick<Props, "item" | "acts" | "here"> & {
  current: Panel | undefined;
  opens: Panel;
  shortcut?: string;
  text: string;
  label: string;
}) {
  const script = useScript();
  if (!script)
    return (
      <a className="queue-button" href={panelAddress(here, opens, item.id)} aria-label={label} data-act={opens}>
        {name}
      </a>
    );
  return (
    <button
      type="button"
      className="queue-button"
      data-act={opens}
      aria-label={label}
      aria-keyshortcuts={shortcut}
      data-key={shortcut}
      aria-expanded={current === opens}
      onClick={() => acts.open(item, current === opens ? undefined : opens)}
    >
      {name}
    </button>
  );
}

/** The page with a panel open below a comment. */
function panelAddress(here: string, panel: Panel, id: number): string {
  const [path = "", search = ""] = here.split("?");
  const params = new URLSearchParams(search);
  params.set("act", panel);
  params.set("on", String(id));
  return `${path}?${params}#item-${id}`;
}
