"use client";

import { useHydrated } from "#components/ui/use-hydrated.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { setSingleKeys, useSingleKeys } from "./use-single-keys.ts";

const dialogId = "queue-keys";

/** Opens the dialog of the keyboard shortcuts. */
export function openShortcutHelp(): void {
  const dialog = document.getElementById(dialogId);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
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
  const keys = [
    ["j k", t.typeset("moderation.queue.shortcuts.move")],
    ["a", t.typeset("moderation.queue.shortcuts.approve")],
    ["r", t.typeset("moderation.queue.shortcuts.reject")],
    ["s", t.typeset("moderation.queue.shortcuts.spam")],
    ["f", t.typeset("moderation.queue.shortcuts.feature")],
    ["b", t.typeset("moderation.queue.shortcuts.ban")],
    ["u", t.typeset("moderation.queue.shortcuts.undo")],
    ["o", t.typeset("moderation.queue.shortcuts.context")],
    ["x", t.typeset("moderation.queue.shortcuts.select")],
    ["/", t.typeset("moderation.queue.shortcuts.search")],
    ["?", t.typeset("moderation.queue.shortcuts.help")],
  ];
  return (
    <>
      <button type="button" className="queue-button" data-key={single ? "?" : undefined} onClick={openShortcutHelp}>
        {t.typeset("moderation.queue.shortcuts.open")}
      </button>
      <dialog id={dialogId} className="shortcut-help" aria-labelledby="queue-keys-title">
        <h2 id="queue-keys-title">{t.typeset("moderation.queue.shortcuts.title")}</h2>
        <label className="shortcut-help-switch">
          <input
            type="checkbox"
            checked={single}
            aria-describedby="queue-keys-hint"
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          {t.typeset("moderation.queue.shortcuts.single")}
        </label>
        <p id="queue-keys-hint" className="queue-hint">
          {t.typeset("moderation.queue.shortcuts.singleHint")}
        </p>
        <dl data-off={!single || undefined}>
          {keys.map(([key, text]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
        <form method="dialog">
          <button type="submit" className="queue-button" data-key="Esc">
            {t.typeset("moderation.queue.actions.close")}
          </button>
        </form>
      </dialog>
    </>
  );
}
