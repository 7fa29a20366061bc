"use client";

import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from "@simplewebauthn/browser";
import { startTransition, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState, type ServerAction } from "#lib/action.ts";

interface Props {
  prepare: ServerAction<PublicKeyCredentialRequestOptionsJSON>;
  signIn: ServerAction<unknown>;
  labels: { submit: string; cancelled: string; unsupported: string };
}

/** Signs in with a passkey that the member picks in the browser. Without JavaScript the refusal says that it is needed. */
export function PasskeySignIn({ prepare, signIn, labels }: Props) {
  const [state, action, pending] = useFormAction(signIn, idleState);
  const [problem, setProblem] = useState<string>();
  const [isPrompting, setIsPrompting] = useState(false);
  const refused = state.status === "refused" ? state : undefined;

  async function promptForPasskey(form: FormData): Promise<void> {
    if (!browserSupportsWebAuthn()) return setProblem(labels.unsupported);
    setProblem(undefined);
    setIsPrompting(true);
    try {
      const prepared = await callAction(prepare, new FormData());
      if (prepared.status !== "done") return setProblem(prepared.status === "refused" ? prepared.message : undefined);
      form.set("response", JSON.stringify(await startAuthentication({ optionsJSON: prepared.value })));
      startTransition(() => action(form));
    } catch {
      // The window was closed, or there is no passkey: the browser has already shown this.
      setProblem(labels.cancelled);
    } finally {
      setIsPrompting(false);
    }
  }

  return (
    <form
      action={action}
      className="button-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPrompting && !pending) void promptForPasskey(new FormData(event.currentTarget));
      }}
    >
      <FormAlert>{problem ?? refused?.fields.response ?? refused?.message}</FormAlert>
      <input type="hidden" name="response" value="" />
      <button type="submit" className="button" aria-disabled={isPrompting || pending}>
        {labels.submit}
      </button>
    </form>
  );
}
