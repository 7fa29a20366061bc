"use client";

import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState, type ServerAction } from "#lib/action.ts";

interface Props {
  action: ServerAction<unknown>;
  token: string;
  label: string;
  variant?: "strong" | "danger";
}

const variantClasses = { plain: "button", strong: "button button-strong", danger: "button button-danger" };

/** A button on a page behind a subscriber's link. The page shows the state that follows. */
export function SubscriberButton({ action: serverAction, token, label, variant }: Props) {
  const [state, action, pending] = useFormAction(serverAction, idleState);
  return (
    <form action={action} className="button-form">
      <input type="hidden" name="token" value={token} />
      <button type="submit" className={variantClasses[variant ?? "plain"]} aria-disabled={pending}>
        {label}
      </button>
      <FormAlert>{state.status === "refused" && state.message}</FormAlert>
    </form>
  );
}
