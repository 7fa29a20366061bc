import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether scripts run: false on the server and while React takes the page over. What needs one is a link or a form until then. */
export const useScript = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
