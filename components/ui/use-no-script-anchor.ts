import { useHydrated } from "./use-hydrated.ts";

/**
 * Returns the `formAction` of a button that sends its form: without scripts the response is a new page, which opens at this anchor (an id)
 * rather than at its top. Undefined once scripts run, because React does not handle a form whose button has a URL.
 */
export function useNoScriptAnchor(anchor: string): string | undefined {
  return useHydrated() ? undefined : `#${anchor}`;
}
