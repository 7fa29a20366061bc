"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { contestNoticeAction } from "../actions.ts";

/** Contests the decision on a notice. */
export function ContestNoticeForm({
  reference,
  link,
  labels,
}: {
  reference: string;
  /** The secret of the notice's page. */
  link: string;
  labels: { why: string; hint: string; submit: string };
}) {
  const [state, action, pending] = useFormAction(contestNoticeAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <input type="hidden" name="reference" value={reference} />
      <input type="hidden" name="key" value={link} />
      <TextArea name="why" label={labels.why} hint={labels.hint} rows={5} required refused={refused} />
      <FormAlert>{refused?.message}</FormAlert>
      <button type="submit" className="button" aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
