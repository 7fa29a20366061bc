import { useSyncExternalStore } from "react";

const subscribeNever = () => () => {};

/** Whether scripts run: false on the server and while React takes the page over. What needs one is a link or a form until then. */
export const useHydrated = () =>
  useSyncExternalStore(
    subscribeNever,
    () => true,
    () => false,
  );
