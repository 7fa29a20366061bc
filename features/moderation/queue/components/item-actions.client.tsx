"use client";

import type { FormEvent } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useShortcutHint } from "#components/ui/use-single-keys.ts";
import { decideAction } from "#features/moderation/actions.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import type { QueueItem } from "../items/queue-item.ts";
import { type ActionPanel, useQueueView } from "./queue-view-context.ts";

interface Props {
  item: QueueItem;
  panel: ActionPanel | undefined;
}

/** The actions on a comment: a form of buttons, and links that open panels. */
export function ItemActions({ item, panel }: Props) {
  const { acts, here, spamRule } = useQueueView();
  const t = useTranslator();
  const shortcut = useShortcutHint();
  const [state, act] = useFormAction(decideAction, idleState);
  const shown = item.status === "visible";
  const hidden = item.status === "rejected" || item.status === "spam" || item.status === "removed";
  const about = (act: string) => t.typesetAround("moderation.queue.actions.about", { act, name: item.author.name });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const button = event.nativeEvent instanceof SubmitEvent ? event.nativeEvent.submitter : null;
    event.preventDefault();
    if (button instanceof HTMLButtonElement) acts.decide(item, button.value);
  };
  const opening = { item, current: panel };
  const main = (action: "approve" | "restore" | "spam" | "feature" | "unfeature", key: string) => (
    <button
      type="submit"
      name="action"
      value={action}
      className="queue-button"
      data-act={action}
      aria-label={about(t.typeset(`moderation.queue.actions.${action}`))}
      {...shortcut(key)}
    >
      {t.typeset(`moderation.queue.actions.${action}`)}
    </button>
  );
  return (
    <form action={act} onSubmit={submit} className="queue-actions">
      <input type="hidden" name="kind" value="comment" />
      <input type="hidden" name="id" value={item.id} />
      <input type="hidden" name="expectedVersion" value={item.version} />
      <input type="hidden" name="back" value={here} />
      {hidden ? main("restore", "a") : main("approve", "a")}
      {item.status !== "rejected" && (
        <PanelButton
          opens="reject"
          shortcut="r"
          text={t.typeset("moderation.queue.actions.reject")}
          label={about(t.typeset("moderation.queue.actions.reject"))}
          {...opening}
        />
      )}
      {item.status !== "spam" &&
        (spamRule ? (
          main("spam", "s")
        ) : (
          <PanelButton
            opens="spam"
            shortcut="s"
            text={t.typeset("moderation.queue.actions.spam")}
            label={about(t.typeset("moderation.queue.actions.spam"))}
            {...opening}
          />
        ))}
      {shown && (
        <PanelButton
          opens="remove"
          text={t.typeset("moderation.queue.actions.remove")}
          label={about(t.typeset("moderation.queue.actions.remove"))}
          {...opening}
        />
      )}
      {(shown || item.featured) && main(item.featured ? "unfeature" : "feature", "f")}
      {item.author.mayBan && (
        <PanelButton
          opens="ban"
          shortcut="b"
          text={t.typeset("moderation.queue.actions.ban")}
          label={about(t.typeset("moderation.queue.actions.ban"))}
          {...opening}
        />
      )}
      <a
        className="queue-button"
        href={item.contextHref}
        {...shortcut("o")}
        target="_blank"
        rel="noopener"
        aria-label={about(t.typeset("moderation.queue.actions.context"))}
      >
        {t.typeset("moderation.queue.actions.context")}
      </a>
      {state.status === "refused" && <FormAlert>{state.message}</FormAlert>}
    </form>
  );
}

/** Opens a panel: a link until the script runs, which loads the page with the panel open. */
function PanelButton({
  item,
  current,
  opens,
  shortcut: key,
  text: name,
  label,
}: Pick<Props, "item"> & {
  current: ActionPanel | undefined;
  opens: ActionPanel;
  shortcut?: string;
  text: string;
  label: string;
}) {
  const { acts, here } = useQueueView();
  const script = useHydrated();
  const shortcut = useShortcutHint();
  if (!script)
    return (
      <a className="queue-button" href={panelHref(here, opens, item.id)} aria-label={label} data-act={opens}>
        {name}
      </a>
    );
  return (
    <button
      type="button"
      className="queue-button"
      data-act={opens}
      aria-label={label}
      {...shortcut(key)}
      aria-expanded={current === opens}
      onClick={() => acts.open(item, current === opens ? undefined : opens)}
    >
      {name}
    </button>
  );
}

/**
 * The URL of the page with a panel open below a comment. The fragment scrolls to the panel, which may be below the
 * screen for a long comment.
 */
function panelHref(here: string, panel: ActionPanel, id: number): string {
  const [path = "", search = ""] = here.split("?");
  const params = new URLSearchParams(search);
  params.set("act", panel);
  params.set("on", String(id));
  return `${path}?${params}#act-${id}`;
}
