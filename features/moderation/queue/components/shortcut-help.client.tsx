"use client";

import { useHydrated } from "#components/ui/use-hydrated.ts";
import type { QueueLabels } from "../queue-text.ts";
import { setSingleKeys, useSingleKeys } from "./use-single-keys.ts";

const dialogId = "queue-keys";

/** Opens the dialog of the keys, wherever it stands. */
export function openShortcutHelp(): void {
  const dialog = document.getElementById(dialogId);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

/** The button that shows all keys in a dialog, where they are also turned off. Nothing without a script: nor are there keys. */
export function ShortcutHelp({ labels: { help: labels, acts } }: { labels: QueueLabels }) {
  const script = useHydrated();
  const single = useSingleKeys();
  if (!script) return null;
  const keys = [
    ["j k", labels.move],
    ["a", labels.approve],
    ["r", labels.reject],
    ["s", labels.spam],
    ["f", labels.feature],
    ["b", labels.ban],
    ["u", labels.undo],
    ["o", labels.context],
    ["x", labels.select],
    ["/", labels.search],
    ["?", labels.help],
  ];
  return (
    <>
      <button type="button" className="queue-button" data-key={single ? "?" : undefined} onClick={openShortcutHelp}>
        {labels.open}
      </button>
      <dialog id={dialogId} className="shortcut-help" aria-labelledby="queue-keys-title">
        <h2 id="queue-keys-title">{labels.title}</h2>
        <label className="shortcut-help-switch">
          <input
            type="checkbox"
            checked={single}
            aria-describedby="queue-keys-hint"
            onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          />
          {labels.single}
        </label>
        <p id="queue-keys-hint" className="queue-hint">
          {labels.singleHint}
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
            {acts.close}
          </button>
        </form>
      </dialog>
    </>
  );
}
