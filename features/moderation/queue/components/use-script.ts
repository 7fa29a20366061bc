import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether a script runs: what needs one is a link or a form before. */
export const useScript = () =>
  useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
