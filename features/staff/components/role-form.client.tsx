"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { changeRoleAction } from "../actions.ts";

interface Props {
  id: number;
  role: string;
  /** The page's search, to return to it. */
  search: string;
  roles: { role: string; label: string }[];
  /** The member whose role it is. */
  name: string;
}

/** A member's role, and the button that changes it. */
export function RoleForm({ id, role, search, roles, name }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(changeRoleAction, idleState);
  return (
    <form action={action} className="role-form">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="was" value={role} />
      {search && <input type="hidden" name="q" value={search} />}
      {/* A new key when the role changes, so that the field shows the current role. */}
      <select name="role" aria-label={t("staff.roleOf", { name })} defaultValue={role} key={role}>
        {roles.map((option) => (
          <option key={option.role} value={option.role}>
            {option.label}
          </option>
        ))}
      </select>
      <button type="submit" className="button" aria-disabled={pending}>
        {t("staff.change")}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
