import { useEffect } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { presenceAction } from "#features/moderation/actions.ts";

/** How long a comment is viewed before others see it (ms). */
const minViewMs = 2_000;
/** The renewal interval (ms), shorter than the expiry (`presenceSeconds`). */
const repeatMs = 40_000;

/** Shows other moderators which comment this one looks at. */
export function usePresence(comment: number | undefined): void {
  useEffect(() => {
    if (comment === undefined) return undefined;
    const announce = () => {
      const form = new FormData();
      form.set("comment", String(comment));
      void callAction(presenceAction, form);
    };
    const first = setTimeout(announce, minViewMs);
    const repeated = setInterval(() => document.visibilityState === "visible" && announce(), repeatMs);
    return () => {
      clearTimeout(first);
      clearInterval(repeated);
    };
  }, [comment]);
}
