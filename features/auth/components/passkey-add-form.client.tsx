"use client";

import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  startRegistration,
} from "@simplewebauthn/browser";
import { type FormEvent, startTransition, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState, type ServerAction } from "#lib/action.ts";

interface Props {
  prepare: ServerAction<PublicKeyCredentialCreationOptionsJSON>;
  add: ServerAction<unknown>;
  labels: { name: string; nameHint: string; add: string; cancelled: string; known: string; unsupported: string };
}

/** Has the browser create a passkey and submits it. Without JavaScript the refusal says that it is needed. */
export function PasskeyAddForm({ prepare, add, labels }: Props) {
  const [state, action, pending] = useFormAction(add, idleState);
  const [problem, setProblem] = useState<string>();
  const [isPrompting, setIsPrompting] = useState(false);
  const refused = state.status === "refused" ? state : undefined;

  async function make(form: FormData): Promise<void> {
    if (!browserSupportsWebAuthn()) return setProblem(labels.unsupported);
    setProblem(undefined);
    if (String(form.get("name")).trim() !== "") {
      setIsPrompting(true);
      try {
        const prepared = await callAction(prepare, new FormData());
        if (prepared.status !== "done") return setProblem(prepared.status === "refused" ? prepared.message : undefined);
        form.set("response", JSON.stringify(await startRegistration({ optionsJSON: prepared.value })));
      } catch (error) {
        // The library's name for a manager that already has one; any other error means that the window was closed or a retry may help.
        const isAlreadyRegistered = error instanceof Error && error.name === "InvalidStateError";
        return setProblem(isAlreadyRegistered ? labels.known : labels.cancelled);
      } finally {
        setIsPrompting(false);
      }
    } else {
      // Submits an empty response so that the server's refusal names what is missing before the browser asks for a finger.
      form.set("response", '{"id":"-","rawId":"-","type":"public-key","response":{"clientDataJSON":""}}');
    }
    startTransition(() => action(form));
  }

  return (
    <form
      action={action}
      className="form"
      noValidate
      onSubmit={(event: FormEvent<HTMLFormElement>) => {
        event.preventDefault();
        if (!isPrompting && !pending) void make(new FormData(event.currentTarget));
      }}
    >
      <FormAlert>
        {problem ?? refused?.fields.response ?? (refused?.fields.name ? undefined : refused?.message)}
      </FormAlert>
      <Field
        name="name"
        id="passkey-name"
        label={labels.name}
        hint={labels.nameHint}
        autoComplete="off"
        maxLength={60}
        required
        refused={refused}
      />
      <input type="hidden" name="response" value="" />
      <button type="submit" className="button" aria-disabled={isPrompting || pending}>
        {labels.add}
      </button>
    </form>
  );
}
