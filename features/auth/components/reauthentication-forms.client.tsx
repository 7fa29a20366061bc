"use client";

import { useId } from "react";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { reauthenticate, sendReauthenticationLink } from "../credentials/actions.ts";

interface Props {
  next: string;
  hasPassword: boolean;
  labels: Record<"lead" | "password" | "submit" | "link" | "sent", string>;
}

/** Asks for a new sign-in: by password, or by a mailed link. */
export function ReauthenticationForms({ next, hasPassword, labels }: Props) {
  const id = useId();
  const [state, action, pending] = useFormAction(reauthenticate, idleState);
  const [link, linkAction, linkPending] = useFormAction(sendReauthenticationLink, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <div className="form-sign-in reauthentication">
      <p>{labels.lead}</p>
      {hasPassword && (
        <form action={action} className="form" noValidate>
          <FormAlert>{refused?.message}</FormAlert>
          <input type="hidden" name="next" value={next} />
          <Field
            name="password"
            id={id}
            type="password"
            label={labels.password}
            autoComplete="current-password"
            required
            refused={refused}
          />
          <div className="form-actions">
            <button type="submit" className="button button-strong" aria-disabled={pending}>
              {labels.submit}
            </button>
          </div>
        </form>
      )}
      {link.status === "done" ? (
        <FormSuccess>{labels.sent}</FormSuccess>
      ) : (
        <form action={linkAction} className="form">
          <FormAlert>{link.status === "refused" && link.message}</FormAlert>
          <input type="hidden" name="next" value={next} />
          <button
            type="submit"
            className={hasPassword ? "text-button" : "button button-strong"}
            aria-disabled={linkPending}
          >
            {labels.link}
          </button>
        </form>
      )}
    </div>
  );
}
