"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { muteAction, unmuteAction } from "../actions.ts";

interface Props {
  /** The member's handle. */
  member: string;
  does: "mute" | "unmute";
  label: string;
  /** For screen readers, because several buttons have the same label. */
  name?: string;
  strong?: boolean;
}

/** A button that mutes or unmutes one member. */
export function MuteForm({ member, does, label, name, strong = false }: Props) {
  const [state, action, pending] = useFormAction(does === "mute" ? muteAction : unmuteAction, idleState);
  return (
    <form action={action} className="mute-form">
      <input type="hidden" name="member" value={member} />
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
      <button
        type="submit"
        className={strong ? "button button-strong" : "button"}
        aria-label={name}
        aria-disabled={pending}
      >
        {label}
      </button>
    </form>
  );
}
