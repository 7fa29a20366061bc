"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { appealDecisionAction } from "../actions.ts";

interface Props {
  decision: number;
  /** The mailed link of a reader who is not signed in. */
  link?: string | undefined;
  maxLength: number;
  labels: Record<"body" | "hint" | "send", string>;
}

/** The form for an appeal. */
export function AppealForm({ decision, link, maxLength, labels }: Props) {
  const [state, action, pending] = useFormAction(appealDecisionAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form" noValidate>
      <input type="hidden" name="decision" value={decision} />
      {link && <input type="hidden" name="link" value={link} />}
      <FormAlert>{refused && !refused.fields.body && (Object.values(refused.fields)[0] ?? refused.message)}</FormAlert>
      <TextArea
        name="body"
        label={labels.body}
        hint={labels.hint}
        rows={6}
        maxLength={maxLength}
        required
        refused={refused}
      />
      <div className="form-actions">
        <button type="submit" className="button button-strong" aria-disabled={pending}>
          {labels.send}
        </button>
      </div>
    </form>
  );
}
