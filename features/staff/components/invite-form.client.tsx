"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { inviteAction } from "../actions.ts";

interface Props {
  /** The roles offered, each with what it allows. */
  roles: { role: string; label: string }[];
}

/** The form to invite someone: address, name and role. */
export function InviteForm({ roles }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(inviteAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action} className="form staff-invite-form" noValidate>
      <FormAlert>{refused && Object.keys(refused.fields).length === 0 ? refused.message : null}</FormAlert>
      <Field name="email" type="email" label={t("staff.email")} autoComplete="off" required refused={refused} />
      <Field name="name" label={t("staff.name")} autoComplete="off" maxLength={80} required refused={refused} />
      <div className="field">
        <label htmlFor="invite-role">{t("staff.role")}</label>
        <select
          id="invite-role"
          name="role"
          defaultValue={refused?.typed.role ?? "contributor"}
          key={refused?.typed.role ?? ""}
        >
          {roles.map(({ role, label }) => (
            <option key={role} value={role}>
              {label}
            </option>
          ))}
        </select>
      </div>
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {t("staff.send")}
      </button>
    </form>
  );
}
