"use client";

import { startTransition, useEffect } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { refreshViewer } from "#features/auth/components/use-viewer.client.tsx";
import { idleState } from "#lib/action.ts";
import { markNotificationsRead } from "../actions.ts";

/** The time in view after which the page counts as read (ms). */
const readAfterMs = 1_500;

/**
 * Marks the shown notifications as read: by a button, and with JavaScript once the page has been in view. Opening the page changes nothing,
 * because a form is sent. New notifications keep their mark until the next visit.
 */
export function MarkRead({
  until,
  labels,
}: {
  until: number;
  /** `unread`: the number of unread ones, replaced by `marked`. */
  labels: { unread: string; mark: string; marked: string };
}) {
  const [state, action, pending] = useFormAction(markNotificationsRead, idleState);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const checkVisibility = () => {
      clearTimeout(timer);
      if (document.visibilityState !== "visible") return;
      timer = setTimeout(() => {
        document.removeEventListener("visibilitychange", checkVisibility);
        const form = new FormData();
        form.set("until", String(until));
        startTransition(() => action(form));
      }, readAfterMs);
    };
    document.addEventListener("visibilitychange", checkVisibility);
    checkVisibility();
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", checkVisibility);
    };
  }, [until, action]);

  useEffect(() => {
    if (state.status === "done") refreshViewer();
  }, [state]);

  return (
    <form action={action} className="notifications-mark-read">
      <input type="hidden" name="until" value={until} />
      <p role="status">{state.status === "done" ? labels.marked : labels.unread}</p>
      {state.status !== "done" && (
        <button type="submit" className="button" aria-disabled={pending}>
          {labels.mark}
        </button>
      )}
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
