"use client";

import type { MouseEvent } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { ListedItem } from "../item/item-detail.ts";
import { itemHref, useInboxView } from "./inbox-view-context.ts";

interface Props {
  item: ListedItem;
  isSelected: boolean;
  isChosen: boolean;
  problem: string | undefined;
}

/** One item of the list: its checkbox for bulk decisions, and the link that opens it. */
export function ItemEntry({ item, isSelected, isChosen, problem }: Props) {
  const t = useTranslator();
  const { here, open, select } = useInboxView();
  const { id, title, author, excerpt, source, time, group, contentHash } = item;
  const opening = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    open(id);
  };
  return (
    <li className="inbox-entry" data-selected={isSelected || undefined} data-item={id}>
      <label className="inbox-tick">
        <input
          type="checkbox"
          name="item"
          value={id}
          form="inbox-bulk"
          checked={isChosen}
          onChange={() => {}}
          onClick={(event) => select(id, event.currentTarget.checked, event.shiftKey)}
        />
        <input type="hidden" name="seen" value={`${id}:${contentHash}`} form="inbox-bulk" />
        <span className="sr-only">{t.typeset("inbox.select", { title })}</span>
      </label>
      <a
        href={itemHref(here, id)}
        className="inbox-entry-link"
        aria-current={isSelected ? "true" : undefined}
        onClick={opening}
      >
        <span className="inbox-entry-source">
          {source}
          {author && <span className="inbox-entry-author">{author}</span>}
        </span>
        <span className="inbox-entry-title">{title}</span>
        {excerpt && <span className="inbox-entry-excerpt">{excerpt}</span>}
        <span className="inbox-entry-facts">
          <time dateTime={time.iso}>{time.text}</time>
          {group && <span className="inbox-mark">{group}</span>}
        </span>
      </a>
      {problem && (
        <p className="inbox-problem" role="alert">
          {problem}
        </p>
      )}
    </li>
  );
}
