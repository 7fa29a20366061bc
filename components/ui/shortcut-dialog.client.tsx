"use client";

import "./keys.css";
import "./shortcut-dialog.css";
import { setSingleKeys, useSingleKeys } from "./use-single-keys.ts";

interface Props {
  id: string;
  /** The keys, and what they do. */
  keys: readonly (readonly [key: string, effect: string])[];
  labels: { title: string; single: string; singleHint: string; close: string };
  /** The class of the button that closes it. */
  buttonClass?: string;
}

/** Opens a dialog of keyboard shortcuts. Returns false if the page has none. */
export function openShortcutDialog(id: string): boolean {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

/** The dialog of a page's keyboard shortcuts, where those of a single key can be turned off (WCAG 2.1.4). */
export function ShortcutDialog({ id, keys, labels, buttonClass = "button" }: Props) {
  const single = useSingleKeys();
  return (
    <dialog id={id} className="shortcut-help" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{labels.title}</h2>
      <label className="shortcut-help-switch">
        <input
          type="checkbox"
          checked={single}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />
        {labels.single}
      </label>
      <p id={`${id}-hint`} className="field-hint">
        {labels.singleHint}
      </p>
      <dl data-off={!single || undefined}>
        {keys.map(([key, effect]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{effect}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" className={buttonClass} data-key="Esc">
          {labels.close}
        </button>
      </form>
    </dialog>
  );
}
