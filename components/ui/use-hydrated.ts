import { useSyncExternalStore } from "react";

const subscribeNever = () => () => {};

/**
 * Whether the component is hydrated: false on the server and during hydration. Controls that need a script are links or forms until then.
 */
export const useHydrated = () =>
  useSyncExternalStore(
    subscribeNever,
    () => true,
    () => false,
  );
