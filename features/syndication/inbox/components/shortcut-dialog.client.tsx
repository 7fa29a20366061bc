"use client";

import { useHydrated } from "#components/ui/use-hydrated.ts";
import { setSingleKeys, useSingleKeys } from "#features/moderation/queue/components/use-single-keys.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

const dialogId = "inbox-keys";

/** Opens the dialog of the keyboard shortcuts. */
export function openInboxKeys(): void {
  const dialog = document.getElementById(dialogId);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
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
      <dialog id={dialogId} className="shortcut-help" aria-labelledby="inbox-keys-title">
        <h2 id="inbox-keys-title">{t("inbox.keys.title")}</h2>
        <label className="shortcut-help-switch">
          <input
            type="checkbox"
            checked={single}
            aria-describedby="inbox-keys-hint"
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          {t("inbox.keys.single")}
        </label>
        <p id="inbox-keys-hint" className="queue-hint">
          {t.typeset("inbox.keys.singleHint")}
        </p>
        <dl data-off={!single || undefined}>
          {keys.map(([key, name]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{t.typeset(`inbox.keys.${name}`)}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit" className="queue-button" data-key="Esc">
            {t("inbox.keys.close")}
          </button>
        </form>
      </dialog>
    </>
  );
}
