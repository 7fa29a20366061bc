import { useEffect } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { claimAction } from "#features/moderation/actions.ts";

/** Whoever only passes by claims nothing (ms). */
const soonest = 2_000;
/** How often it is said again: before it runs out (`claimSeconds`) (ms). */
const again = 40_000;

/** Tells the others which comment one looks at. */
export function useClaim(comment: number | undefined): void {
  useEffect(() => {
    if (comment === undefined) return undefined;
    const say = () => {
      const form = new FormData();
      form.set("comment", String(comment));
      void callAction(claimAction, form);
    };
    const first = setTimeout(say, soonest);
    const repeated = setInterval(() => document.visibilityState === "visible" && say(), again);
    return () => {
      clearTimeout(first);
      clearInterval(repeated);
    };
  }, [comment]);
}
