"use client";

import type { FormEvent } from "react";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useShortcutHint } from "#components/ui/use-single-keys.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { decideItemAction } from "../actions.ts";
import { DecisionFields } from "./decision-fields.client.tsx";
import { type InboxPanel, itemHref, useInboxView } from "./inbox-view-context.ts";

interface Props {
  item: number;
  /** Hash of the content that is shown. */
  contentHash: string;
  /** The item that is shown after a decision without JavaScript. */
  next: number | undefined;
  panel: InboxPanel | undefined;
}

/** What can be decided about a waiting item. */
export function ItemActions({ item, contentHash, next, panel }: Props) {
  const t = useTranslator();
  const { here, decide } = useInboxView();
  const shortcut = useShortcutHint();
  const [, act] = useFormAction(decideItemAction, idleState);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (submitter instanceof HTMLButtonElement) decide(item, { action: submitter.value });
  };
  const button = (action: "publish" | "draft" | "skip", key: string, className = "queue-button") => (
    <button type="submit" name="action" value={action} className={className} {...shortcut(key)}>
      {t.typeset(`inbox.actions.${action}`)}
    </button>
  );
  return (
    <form action={act} onSubmit={submit} className="inbox-actions">
      <DecisionFields item={item} back={next === undefined ? here : itemHref(here, next)} />
      <input type="hidden" name="seen" value={contentHash} />
      {button("publish", "p", "queue-button inbox-publish")}
      {button("draft", "e")}
      <PanelButton item={item} opens="merge" current={panel} shortcut="m" />
      {button("skip", "s")}
      <PanelButton item={item} opens="block" current={panel} shortcut="b" />
    </form>
  );
}

/** Opens a panel below the buttons: a link that loads the page with it until the script runs. */
function PanelButton({
  item,
  opens,
  current,
  shortcut: key,
}: {
  item: number;
  opens: InboxPanel;
  current: InboxPanel | undefined;
  shortcut: string;
}) {
  const t = useTranslator();
  const { here, openPanel } = useInboxView();
  const script = useHydrated();
  const shortcut = useShortcutHint();
  const label = t.typeset(`inbox.actions.${opens}`);
  if (!script)
    return (
      <a className="queue-button" href={`${itemHref(here, item, { act: opens })}#inbox-panel`}>
        {label}
      </a>
    );
  return (
    <button
      type="button"
      className="queue-button"
      aria-expanded={current === opens}
      onClick={() => openPanel(current === opens ? undefined : opens)}
      {...shortcut(key)}
    >
      {label}
    </button>
  );
}
