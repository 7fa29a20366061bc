"use client";

import { openShortcutDialog, ShortcutDialog } from "#components/ui/shortcut-dialog.client.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useSingleKeys } from "#components/ui/use-single-keys.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

const dialogId = "inbox-keys";

/** Opens the dialog of the keyboard shortcuts. */
export function openInboxKeys(): void {
  openShortcutDialog(dialogId);
}

const keys = [
  ...[["j k", "move"] as const, ["o", "open"] as const, ["p", "publish"] as const, ["e", "draft"] as const],
  ...[["m", "merge"] as const, ["s", "skip"] as const, ["b", "block"] as const, ["z", "undo"] as const],
  ...[["x", "select"] as const, ["/", "search"] as const, ["?", "help"] as const],
];

/** The button that opens the dialog of the shortcuts, where they can be turned off. Needs JavaScript, as the shortcuts do. */
export function InboxShortcuts() {
  const t = useTranslator();
  const script = useHydrated();
  const single = useSingleKeys();
  if (!script) return null;
  return (
    <>
      <button type="button" className="queue-button" data-key={single ? "?" : undefined} onClick={openInboxKeys}>
        {t("inbox.keys.button")}
      </button>
      <ShortcutDialog
        id={dialogId}
        keys={keys.map(([key, name]) => [key, t.typeset(`inbox.keys.${name}`)] as const)}
        labels={{
          title: t("inbox.keys.title"),
          single: t("inbox.keys.single"),
          singleHint: t.typeset("inbox.keys.singleHint"),
          close: t("inbox.keys.close"),
        }}
        buttonClass="queue-button"
      />
    </>
  );
}
