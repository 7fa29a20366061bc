"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { markReportAction } from "../actions.ts";

/** Marks a report as abusive, or removes the mark, as the button says. */
export function MarkReportForm({ report, abusive }: { report: number; abusive: boolean }) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(markReportAction, idleState);
  const now = state.status === "done" ? state.value.abusive : abusive;
  return (
    <form action={action} className="comment-reports-mark">
      <input type="hidden" name="report" value={report} />
      <input type="hidden" name="abusive" value={now ? "0" : "1"} />
      <button type="submit" aria-disabled={pending}>
        {now ? t("reports.unmark") : t("reports.mark")}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
