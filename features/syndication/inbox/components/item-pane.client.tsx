"use client";

import type { ReactNode } from "react";
import { Prose } from "#components/ui/prose.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { ItemDetail, ListedTarget } from "../item/item-detail.ts";
import { BlockPanel } from "./block-panel.client.tsx";
import { type InboxPanel, itemHref, useInboxView } from "./inbox-view-context.ts";
import { ItemActions } from "./item-actions.client.tsx";
import { ItemDuplicates } from "./item-duplicates.client.tsx";
import { MergePanel } from "./merge-panel.client.tsx";

interface Props {
  item: ItemDetail;
  next: number | undefined;
  panel: InboxPanel | undefined;
  problem: string | undefined;
  search: { words: string; found: ListedTarget[] };
  /** What is shown instead of the decisions about a waiting item. */
  children?: ReactNode;
}

/** All about the opened item, with the decisions. */
export function ItemPane({ item, next, panel, problem, search, children }: Props) {
  const t = useTranslator();
  const { here, showRaw } = useInboxView();
  const isWaiting = item.state === "waiting";
  return (
    <article className="inbox-item" aria-labelledby="inbox-item-title">
      <h2 id="inbox-item-title" tabIndex={-1}>
        {item.title}
      </h2>
      {item.url && (
        <p className="inbox-original">
          <a href={item.url} target="_blank" rel="external noopener noreferrer nofollow">
            {t("inbox.original")}
          </a>
        </p>
      )}
      {item.stateText && (
        <p className="inbox-state">
          {item.stateText}
          {item.article && (
            <>
              {" "}
              <a href={item.article.href}>{item.article.title}</a>
            </>
          )}
          {item.duplicateOf && (
            <>
              {" "}
              <a href={itemHref(here, item.duplicateOf.id)}>{item.duplicateOf.title}</a>
            </>
          )}
        </p>
      )}
      {problem && (
        <p className="inbox-problem" role="alert">
          {problem}
        </p>
      )}
      {item.refusal && <p className="inbox-problem">{item.refusal}</p>}
      {item.isReserved && <p className="inbox-warning">{t.typeset("inbox.reserved")}</p>}
      {isWaiting && !children && (
        <>
          <ItemActions item={item.id} contentHash={item.contentHash} next={next} panel={panel} />
          {panel === "merge" && (
            <MergePanel key={item.id} item={item.id} next={next} suggestions={item.targets} {...search} />
          )}
          {panel === "block" && <BlockPanel key={item.id} item={item} next={next} />}
        </>
      )}
      {children}
      <ItemDuplicates item={item} />
      {item.excerpt && (
        <section className="inbox-text">
          {item.body && <h3>{t("inbox.text.excerpt")}</h3>}
          <p className="inbox-excerpt">{item.excerpt}</p>
        </section>
      )}
      {item.body && (
        <section className="inbox-text inbox-body">
          {item.excerpt && <h3>{t("inbox.text.full")}</h3>}
          <Prose>{item.body}</Prose>
        </section>
      )}
      {!item.excerpt && !item.body && <p className="admin-detail">{t.typeset("inbox.noText")}</p>}
      {item.pictures.length > 0 && (
        <section aria-label={t("inbox.pictures")}>
          <h3>{t("inbox.pictures")}</h3>
          <ul className="inbox-pictures">
            {item.pictures.map(({ url, alt, credit }) => (
              <li key={url}>
                <a href={url} target="_blank" rel="external noopener noreferrer nofollow">
                  {alt || url}
                </a>
                {credit && <span className="admin-detail">{credit}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <dl className="inbox-facts">
        {item.facts.map(({ label, text, href, isDate }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{href ? <a href={href}>{text}</a> : isDate ? <time dateTime={isDate.iso}>{text}</time> : text}</dd>
          </div>
        ))}
      </dl>
      {item.history.length > 0 && (
        <section aria-label={t("inbox.history.title")}>
          <h3>{t("inbox.history.title")}</h3>
          <ol className="inbox-history">
            {item.history.map(({ id, text }) => (
              <li key={id}>{text}</li>
            ))}
          </ol>
        </section>
      )}
      {item.raw === undefined ? (
        <p>
          <a
            className="text-button"
            href={itemHref(here, item.id, { raw: "1" })}
            onClick={(event) => {
              event.preventDefault();
              showRaw(item.id);
            }}
          >
            {t("inbox.raw.show")}
          </a>
        </p>
      ) : (
        <section aria-label={t("inbox.raw.title")}>
          <h3>{t("inbox.raw.title")}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard. */}
          <pre className="inbox-raw" tabIndex={0}>
            {item.raw || t("inbox.raw.none")}
          </pre>
        </section>
      )}
    </article>
  );
}
