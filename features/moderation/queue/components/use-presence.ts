import { useEffect } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { presenceAction } from "#features/moderation/actions.ts";

/** Whoever only passes by claims nothing (ms). */
const minViewMs = 2_000;
/** How often it is said again: before it runs out (`presenceSeconds`) (ms). */
const repeatMs = 40_000;

/** Tells the others which comment one looks at. */
export function usePresence(comment: number | undefined): void {
  useEffect(() => {
    if (comment === undefined) return undefined;
    const say = () => {
      const form = new FormData();
      form.set("comment", String(comment));
      void callAction(presenceAction, form);
    };
    const first = setTimeout(say, minViewMs);
    const repeated = setInterval(() => document.visibilityState === "visible" && say(), repeatMs);
    return () => {
      clearTimeout(first);
      clearInterval(repeated);
    };
  }, [comment]);
}
