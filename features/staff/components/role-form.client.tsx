"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { changeRoleAction } from "../actions.ts";

interface Props {
  id: number;
  role: string;
  /** The search that the page shows, to come back to. */
  search: string;
  roles: { role: string; label: string }[];
  /** Whose role it is. */
  name: string;
}

/** What a member may do here, and the button that changes it. */
export function RoleForm({ id, role, search, roles, name }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(changeRoleAction, idleState);
  return (
    <form action={action} className="role-form">
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="was" value={role} />
      {search && <input type="hidden" name="q" value={search} />}
      {/* A new key where the role is another one by now: what is chosen is what holds. */}
      <select name="role" aria-label={t("staff.roleOf", { name })} defaultValue={role} key={role}>
        {roles.map((one) => (
          <option key={one.role} value={one.role}>
            {one.label}
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
