import { type LocalCopies, pickContentFields } from "./local-copies.ts";
import type { Clock, EditorForm } from "./ports.ts";
import { recopyDelayMs } from "./rules.ts";
import type { Fields } from "./state.ts";

interface TrackedTextOptions {
  form: EditorForm;
  copies: LocalCopies;
  clock: Clock;
  tabKey(): string;
  newId(): string;
  /** The identity of the text, as the page knows it now. */
  identify(): { id: number; version: number; key: string };
  /** Called each time a copy is written, with whether that succeeded. */
  stored(isStored: boolean): void;
}

/**
 * Tracks the text of a page: how much of it the server has, and the copy on this device of the rest. The copy is
 * written before anything else happens, and deleted only once the server has confirmed all of it.
 */
export function createTrackedText({ form, copies, clock, tabKey, newId, identify, stored }: TrackedTextOptions) {
  /** Number of changes, and how many of them the server has. */
  let changes = 0;
  let confirmed = 0;
  let fields: Fields | null = null;
  let isOld = true;
  let isFilling = false;
  let copyId = newId();
  let stopCopy = () => {};

  /** The form's fields; the last ones read if it is disabled. */
  function current(): Fields | null {
    if (isOld) fields = form.read() ?? fields;
    isOld = false;
    return fields;
  }

  const isKept = () => changes === confirmed;

  function writeCopy(): void {
    stopCopy();
    const written = isKept() ? null : current();
    if (written === null) return;
    const { id: article, version, key } = identify();
    const copy = {
      id: copyId,
      article,
      at: clock.now(),
      version,
      key,
      tab: tabKey(),
      fields: pickContentFields(written),
    };
    stored(copies.write(copy));
  }

  return {
    current,
    isKept,
    writeCopy,
    /** The number of changes so far, to be passed to `settle` after a save that includes them. */
    mark: () => changes,
    copyId: () => copyId,
    /** Records a change; false while a copy is being put into the form. */
    recordChange(): boolean {
      if (isFilling) return false;
      changes += 1;
      isOld = true;
      writeCopy();
      // React renders parts of the form a moment later.
      isOld = true;
      stopCopy = clock.after(recopyDelayMs, () => {
        isOld = true;
        writeCopy();
      });
      return true;
    },
    /** The page is closing: reads the form once more. */
    readAgain(): void {
      isOld = true;
      writeCopy();
    },
    /** Marks the whole text as unsaved, whatever the server has. */
    resend(): void {
      changes += 1;
      writeCopy();
    },
    /** Puts a copy's text into the form. */
    put(text: Fields): void {
      isFilling = true;
      form.fill(text);
      isFilling = false;
      changes += 1;
      fields = text;
      isOld = false;
      writeCopy();
    },
    /** The server has all changes up to this mark: a copy without later changes is deleted. */
    confirmSaved(mark: number): void {
      confirmed = Math.max(confirmed, mark);
      if (!isKept()) return;
      stopCopy();
      copies.remove(identify().id, copyId);
      stored(true);
    },
    /** Leaves the present copy as it is, and continues in a new one. */
    detachCopy(): void {
      writeCopy();
      copyId = newId();
    },
    /** Moves the copy from article `from` to the present article. */
    reassign(from: number): void {
      writeCopy();
      copies.remove(from, copyId);
    },
    stop(): void {
      stopCopy();
    },
  };
}
