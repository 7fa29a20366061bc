"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { isTextField, SingleKeysContext, useSingleKeys } from "#components/ui/use-single-keys.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { ItemDetail, ListedItem, ListedTarget } from "../item/item-detail.ts";
import { InboxBulkBar } from "./bulk-bar.client.tsx";
import { InboxFeedback } from "./inbox-feedback.client.tsx";
import { type InboxPanel, InboxViewContext, itemHref, type InboxView as View } from "./inbox-view-context.ts";
import { ItemEntry } from "./item-entry.client.tsx";
import { ItemPane } from "./item-pane.client.tsx";
import { openInboxKeys } from "./shortcut-dialog.client.tsx";
import { useInboxDecisions } from "./use-inbox-decisions.ts";
import { useInboxKeys } from "./use-inbox-keys.ts";
import { useInboxList } from "./use-inbox-list.ts";
import { useItemDetails } from "./use-item-details.ts";

interface Props {
  items: ListedItem[];
  next: string | undefined;
  nextLabel: string;
  detail: ItemDetail | undefined;
  isNamed: boolean;
  panel: InboxPanel | undefined;
  /** What the merge panel's search without JavaScript found. */
  search: { words: string; found: ListedTarget[] };
  here: string;
  viewer: number;
  formKey: string;
}

/** The list of waiting items with the opened one beside it, by keyboard, mouse and touch. */
export function InboxView(props: Props) {
  const { here, viewer, formKey, detail, search } = props;
  const t = useTranslator();
  const script = useHydrated();
  const single = useSingleKeys();
  const list = useInboxList({ ...props, selected: detail?.id, place: here.split("?")[1] ?? "" });
  const { shown, selected } = list;
  const [isOpened, setOpened] = useState(props.isNamed);
  const [panel, setPanel] = useState(props.panel);
  const pane = useRef<HTMLDivElement>(null);
  const entries = useRef<HTMLOListElement>(null);
  const index = shown.findIndex(({ id }) => id === selected);
  const following = index === -1 ? undefined : shown[index + 1]?.id;
  const { details, reload, loadRaw } = useItemDetails(detail, selected, following);
  const loaded = selected === undefined ? undefined : details.get(selected);

  const decisions = useInboxDecisions({
    viewer,
    hide: list.hide,
    putBack: (items, problems) => {
      list.putBack(items, problems);
      // What was refused may have another text now.
      for (const id of problems.keys()) if (details.has(id)) reload(id);
    },
    restore: (items) => {
      for (const { id } of items) reload(id);
      list.restore(items);
      // Only once it is in the list again, and not while the editor types: letters would become commands.
      setTimeout(() => {
        if (!isTextField(document.activeElement)) focus("list");
      });
    },
    split: (items) => {
      list.restore(items, false);
      for (const { id } of items) reload(id);
      const { selected: id } = list.current();
      if (id !== undefined) reload(id);
    },
  });

  /** The hash of the content that the page shows of an item: of the opened one, or else of its entry in the list. */
  const findSeenHash = (id: number): string => {
    const detail = details.get(id);
    const entry = list.current().items.find((item) => item.id === id);
    return (typeof detail === "object" ? detail : entry)?.contentHash ?? "";
  };

  /** Moves the focus along with the selection: in the list to its link, in the pane to its title. */
  const focus = (where: "list" | "pane") => {
    const { selected: id } = list.current();
    const target =
      where === "pane"
        ? pane.current?.querySelector<HTMLElement>("#inbox-item-title")
        : entries.current?.querySelector<HTMLElement>(`[data-item="${id}"] .inbox-entry-link`);
    target?.focus({ preventScroll: where === "pane" });
    target?.scrollIntoView({ block: where === "pane" ? "start" : "nearest" });
  };
  const isInPane = () => pane.current?.contains(document.activeElement) ?? false;

  const open = (id: number, isOpening = true) => {
    list.select(id);
    setPanel(undefined);
    if (!isOpening) return;
    if (!isOpened) history.pushState(null, "", itemHref(here, id));
    setOpened(true);
    setTimeout(() => focus("pane"));
  };
  const close = () => {
    setPanel(undefined);
    setOpened(false);
    setTimeout(() => focus("list"));
  };
  useEffect(() => {
    const back = () => setOpened(new URLSearchParams(location.search).has("item"));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);

  const decide = (item: number, fields: Record<string, string>) => {
    const where = isInPane() ? "pane" : "list";
    const title = list.current().items.find(({ id }) => id === item)?.title ?? "";
    setPanel(undefined);
    const isText = fields.action === "publish" || fields.action === "draft";
    const text = t.typeset("inbox.toast", { did: t(`inbox.did.${didKey(fields.action)}`), title });
    decisions.decide(item, isText ? { ...fields, seen: findSeenHash(item) } : fields, text);
    setTimeout(() => focus(where));
  };
  const decideAll = (action: "publish" | "draft" | "skip") => {
    const chosen = list.shown.filter(({ id }) => list.chosen.has(id)).map(({ id }) => id);
    const items = chosen.slice(0, 100);
    if (items.length === 0) return;
    const did = t(`inbox.did.${action}`);
    const seen = items.map((id) => `${id}:${findSeenHash(id)}`).join(",");
    decisions.decideAll(items, { action, seen }, t.typeset("inbox.notice.many", { did, count: items.length }));
    setTimeout(() => focus("list"));
  };

  const lastPublication = useRef(0);
  useInboxKeys((command) => {
    const id = list.current().selected;
    switch (command) {
      case "next":
      case "previous": {
        const where = isInPane() ? "pane" : "list";
        setPanel(undefined);
        list.move(command === "next" ? 1 : -1);
        setTimeout(() => focus(where));
        return true;
      }
      case "undo":
        decisions.undoLast();
        return true;
      case "search":
        focusSearch();
        return true;
      case "help":
        openInboxKeys();
        return true;
      case "close":
        if (panel) setPanel(undefined);
        else if (isOpened) close();
        return true;
    }
    if (id === undefined) return false;
    if (command === "open") open(id);
    else if (command === "select") list.choose(id, !list.current().chosen.has(id), false);
    else if (command === "merge" || command === "block") setPanel(command);
    else if (list.current().chosen.size > 0) decideAll(command);
    else {
      // A "p" that is pressed twice would publish the next item too, which nobody has read.
      const isRepeated = command === "publish" && Date.now() - lastPublication.current < doubleClickMs;
      if (command === "publish") lastPublication.current = Date.now();
      if (!isRepeated) decide(id, { action: command });
    }
    return true;
  });

  const lastClick = useRef(0);
  // The parts get one object, whose functions are the current ones.
  const latest = useRef({ decide, open, list, loadRaw });
  useEffect(() => {
    latest.current = { decide, open, list, loadRaw };
  });
  const view = useMemo<View>(
    () => ({
      ...{ here, viewer, formKey },
      decide: (item, fields) => {
        // The second click of a double click would hit the button of the next item, which is in its place.
        const isRepeated = Date.now() - lastClick.current < doubleClickMs;
        lastClick.current = Date.now();
        if (!isRepeated) latest.current.decide(item, fields);
      },
      open: (item) => latest.current.open(item),
      select: (item, isOn, isRange) => latest.current.list.choose(item, isOn, isRange),
      openPanel: setPanel,
      showRaw: (item) => latest.current.loadRaw(item),
    }),
    [here, viewer, formKey],
  );

  return (
    <InboxViewContext value={view}>
      <SingleKeysContext value={single}>
        <div className="inbox" data-opened={isOpened || undefined}>
          <div className="inbox-list">
            <ol ref={entries} className="inbox-entries" aria-label={t("inbox.list")}>
              {shown.map((item) => (
                <ItemEntry
                  key={item.id}
                  item={item}
                  isSelected={item.id === selected}
                  isChosen={list.chosen.has(item.id)}
                  problem={list.problems.get(item.id)}
                />
              ))}
            </ol>
            {shown.length === 0 && script && <p className="admin-empty">{t.typeset("inbox.empty.done")}</p>}
            {list.next && (
              <p className="inbox-next">
                <a
                  className="button"
                  href={`${here}${here.includes("?") ? "&" : "?"}after=${list.next}`}
                  onClick={(event) => {
                    event.preventDefault();
                    void list.loadMore();
                  }}
                >
                  {props.nextLabel}
                </a>
              </p>
            )}
            <InboxBulkBar
              chosen={list.chosen.size}
              total={shown.length}
              chooseAll={list.chooseAll}
              decide={decideAll}
            />
          </div>
          <div ref={pane} className="inbox-pane">
            <p className="inbox-back">
              <a
                href={here}
                onClick={(event) => {
                  event.preventDefault();
                  close();
                }}
              >
                {t("inbox.back")}
              </a>
            </p>
            {typeof loaded === "object" ? (
              <ItemPane
                key={loaded.id}
                item={loaded}
                next={following}
                panel={panel}
                problem={list.problems.get(loaded.id)}
                search={search}
              />
            ) : (
              selected !== undefined && (
                <LoadingPane title={shown[index]?.title ?? ""} excerpt={shown[index]?.excerpt ?? ""} problem={loaded} />
              )
            )}
          </div>
          <InboxFeedback {...decisions} undo={decisions.undoLast} />
        </div>
      </SingleKeysContext>
    </InboxViewContext>
  );
}

/** The usual time between two clicks or presses that are meant as one (ms), and less than anybody needs to read an item. */
const doubleClickMs = 500;

const actions = ["publish", "draft", "merge", "skip", "block", "split"] as const;
const didKey = (action: string | undefined) => actions.find((one) => one === action) ?? "skip";

/** Focuses the search field, and opens the filters if they are collapsed. */
function focusSearch(): void {
  const field = document.querySelector<HTMLInputElement>("#inbox-q");
  const filters = field?.closest("details");
  if (filters) filters.open = true;
  field?.focus();
}

/** What the list knows of an item, until the rest has arrived. */
function LoadingPane({ title, excerpt, problem }: { title: string; excerpt: string; problem: string | undefined }) {
  return (
    <article className="inbox-item" aria-busy={problem === undefined}>
      <h2 id="inbox-item-title" tabIndex={-1}>
        {title}
      </h2>
      {problem && (
        <p className="inbox-problem" role="alert">
          {problem}
        </p>
      )}
      <p className="inbox-excerpt">{excerpt}</p>
    </article>
  );
}
