import { createContext, useContext, useSyncExternalStore } from "react";

/** Kept per browser: what a person needs goes with their machine, not with the site. */
const storageKey = "vigie.moderation.keys";

const listeners = new Set<() => void>();
/** Where nothing can be kept: for the time of the page. */
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

/** Whether single keys do something. */
export const useSingleKeys = () => useSyncExternalStore(subscribe, areSingleKeysOn, () => true);

/** The same for what stands in the list. */
export const SingleKeysContext = createContext(true);

/** What a button says of the key that does the same, while it does. */
export function useShortcutHint() {
  const on = useContext(SingleKeysContext);
  return (key: string | undefined) => (on && key ? { "aria-keyshortcuts": key, "data-key": key } : {});
}
