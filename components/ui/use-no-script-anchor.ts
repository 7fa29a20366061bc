import { useSyncExternalStore } from "react";

const never = () => () => {};

/**
 * The `formAction` of a button that sends its form: without scripts the answer comes as a new page, which opens at this place (an id) rather
 * than at its top. Undefined once scripts run, because React leaves a form whose button has an address to the browser.
 */
export function useNoScriptAnchor(place: string): string | undefined {
  return useSyncExternalStore(
    never,
    () => undefined,
    () => `#${place}`,
  );
}
