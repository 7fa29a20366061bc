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
  /** Which text it is, as the page knows it now. */
  about(): { id: number; version: number; key: string };
  /** Hears whether there is a copy, each time one is written. */
  stored(isStored: boolean): void;
}

/**
 * What is written on a page: how much of it the site has, and the copy on this device of what it has not. The copy is written before
 * anything else happens, and goes only once the site has said that it has all of it.
 */
export function createTrackedText({ form, copies, clock, tabKey, newId, about, stored }: TrackedTextOptions) {
  /** How often something was written, and how much of that the site has. */
  let changes = 0;
  let confirmed = 0;
  let fields: Fields | null = null;
  let isOld = true;
  let isFilling = false;
  let copyId = newId();
  let stopCopy = () => {};

  /** What the form says; what it said last where it is closed. */
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
    const { id: article, version, key } = about();
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
    /** How much was written by now: what `settle` is told of a save that takes it along. */
    mark: () => changes,
    copyId: () => copyId,
    /** Something was written; false while a copy is just being put into the form. */
    note(): boolean {
      if (isFilling) return false;
      changes += 1;
      isOld = true;
      writeCopy();
      // Parts of the form are drawn a moment later.
      isOld = true;
      stopCopy = clock.after(recopyDelayMs, () => {
        isOld = true;
        writeCopy();
      });
      return true;
    },
    /** The page is closing: what it shows last is looked at once more. */
    lookAgain(): void {
      isOld = true;
      writeCopy();
    },
    /** Whatever the site has of it, it is to be sent again. */
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
    /** The site has what was written up to this mark: a copy that holds no more is not needed. */
    settle(mark: number): void {
      confirmed = Math.max(confirmed, mark);
      if (!isKept()) return;
      stopCopy();
      copies.remove(about().id, copyId);
      stored(true);
    },
    /** Leaves the present copy as it is, and goes on in another. */
    setAside(): void {
      writeCopy();
      copyId = newId();
    },
    /** The copy stands under the article of now, and no longer under this one. */
    refile(from: number): void {
      writeCopy();
      copies.remove(from, copyId);
    },
    stop(): void {
      stopCopy();
    },
  };
}
