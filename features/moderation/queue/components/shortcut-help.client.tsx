"use client";

import { openShortcutDialog, ShortcutDialog } from "#components/ui/shortcut-dialog.client.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useSingleKeys } from "#components/ui/use-single-keys.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

const dialogId = "queue-keys";

/** Opens the dialog of the keyboard shortcuts. */
export function openShortcutHelp(): void {
  openShortcutDialog(dialogId);
}

/**
 * The button that opens the dialog of the keyboard shortcuts, where they can be turned off. Needs JavaScript, as the
 * shortcuts do.
 */
export function ShortcutHelp() {
  const t = useTranslator();
  const script = useHydrated();
  const single = useSingleKeys();
  if (!script) return null;
  const keys: [string, string][] = [
    ["j k", t.typeset("moderation.queue.shortcuts.move")],
    ["a", t.typeset("moderation.queue.shortcuts.approve")],
    ["r", t.typeset("moderation.queue.shortcuts.reject")],
    ["s", t.typeset("moderation.queue.shortcuts.spam")],
    ["f", t.typeset("moderation.queue.shortcuts.feature")],
    ["b", t.typeset("moderation.queue.shortcuts.ban")],
    ["u", t.typeset("moderation.queue.shortcuts.undo")],
    ["o", t.typeset("moderation.queue.shortcuts.context")],
    ["x", t.typeset("moderation.queue.shortcuts.select")],
    ["e", t.typeset("moderation.queue.shortcuts.alike")],
    ["/", t.typeset("moderation.queue.shortcuts.search")],
    ["?", t.typeset("moderation.queue.shortcuts.help")],
  ];
  return (
    <>
      <button type="button" className="queue-button" data-key={single ? "?" : undefined} onClick={openShortcutHelp}>
        {t.typeset("moderation.queue.shortcuts.open")}
      </button>
      <ShortcutDialog
        id={dialogId}
        keys={keys}
        labels={{
          title: t.typeset("moderation.queue.shortcuts.title"),
          single: t.typeset("moderation.queue.shortcuts.single"),
          singleHint: t.typeset("moderation.queue.shortcuts.singleHint"),
          close: t.typeset("moderation.queue.actions.close"),
        }}
        buttonClass="queue-button"
      />
    </>
  );
}
