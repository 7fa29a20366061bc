import { createContext, useContext, useSyncExternalStore } from "react";

/**
 * Stored per browser, for the whole site: the need depends on the device, such as speech input. The name is that of the first page with
 * shortcuts.
 */
const storageKey = "vigie.moderation.keys";

const listeners = new Set<() => void>();
/** Used if nothing can be stored. */
let sessionValue: boolean | undefined;

export function areSingleKeysOn(): boolean {
  if (sessionValue !== undefined) return sessionValue;
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}

export function setSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, "off");
    sessionValue = undefined;
  } catch {
    sessionValue = on;
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

/** Whether single-key shortcuts are enabled. */
export const useSingleKeys = () => useSyncExternalStore(subscribe, areSingleKeysOn, () => true);

/** The same as `useSingleKeys`, for the items of the list. */
export const SingleKeysContext = createContext(true);

/** The attributes that name a button's shortcut, while shortcuts are enabled. */
export function useShortcutHint() {
  const on = useContext(SingleKeysContext);
  return (key: string | undefined) => (on && key ? { "aria-keyshortcuts": key, "data-key": key } : {});
}

/** Whether an element takes text, or a choice by letters. */
export function isTextField(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
