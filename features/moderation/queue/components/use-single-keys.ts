import { createContext, useContext, useSyncExternalStore } from "react";

/** Kept per browser: what a person needs goes with their machine, not with the site. */
const keptAs = "vigie.moderation.keys";

const listeners = new Set<() => void>();
/** Where nothing can be kept: for the time of the page. */
let here: boolean | undefined;

export function singleKeys(): boolean {
  if (here !== undefined) return here;
  try {
    return localStorage.getItem(keptAs) !== "off";
  } catch {
    return true;
  }
}

export function turnSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(keptAs);
    else localStorage.setItem(keptAs, "off");
    here = undefined;
  } catch {
    here = on;
  }
  for (const listener of listeners) listener();
}

function follow(listener: () => void) {
  listeners.add(listener);
  addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("storage", listener);
  };
}

/** Whether single keys do something. */
export const useSingleKeys = () => useSyncExternalStore(follow, singleKeys, () => true);

/** The same for what stands in the list. */
export const SingleKeys = createContext(true);

/** What a button says of the key that does the same, while it does. */
export function useShortcut() {
  const on = useContext(SingleKeys);
  return (key: string | undefined) => (on && key ? { "aria-keyshortcuts": key, "data-key": key } : {});
}
