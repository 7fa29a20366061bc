"use client";

import type { ReactNode } from "react";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState, type ServerAction } from "#lib/action.ts";
import { CodeFields } from "./code-form.client.tsx";

type CodesAction = ServerAction<{ codes: string[] }>;

interface Props {
  state: "waiting" | "on";
  actions: {
    confirm: CodesAction;
    renew: CodesAction;
    stop: ServerAction<unknown>;
  };
  /** Above the first code: the QR code and the secret to type. */
  setUp: ReactNode;
  /** Below it: the button to cancel. */
  cancel: ReactNode;
  /** Above the forms of an enabled second step. */
  status: ReactNode;
  labels: Record<
    | "code"
    | "confirm"
    | "either"
    | "renewTitle"
    | "renew"
    | "stopTitle"
    | "stop"
    | "codesTitle"
    | "codesLead"
    | "download"
    | "file"
    | "noted",
    string
  >;
}

/**
 * The forms of the second step. One component for both states, so that the recovery codes, which only a form's response carries, stay
 * visible when the page around is rendered again (as it is without JavaScript).
 */
export function SecondStepForms({ state, actions, setUp, cancel, status, labels }: Props) {
  const [confirmed, confirm, confirming] = useFormAction(actions.confirm, idleState);
  const [renewed, renew, renewing] = useFormAction(actions.renew, idleState);
  const [disableState, stop, disabling] = useFormAction(actions.stop, idleState);
  const withCodes = [renewed, confirmed].find((state) => state.status === "done");
  if (withCodes?.status === "done") return <RecoveryCodes codes={withCodes.value.codes} labels={labels} />;
  if (state === "waiting") {
    return (
      <>
        {setUp}
        <CodeFields
          id="first-code"
          state={confirmed}
          action={confirm}
          pending={confirming}
          labels={{ code: labels.code, submit: labels.confirm }}
          isPrimary
        />
        {cancel}
      </>
    );
  }
  return (
    <>
      {status}
      <details className="account-details" open={renewed.status === "refused"}>
        <summary>{labels.renewTitle}</summary>
        <CodeFields
          id="renew-code"
          state={renewed}
          action={renew}
          pending={renewing}
          labels={{ code: labels.either, submit: labels.renew }}
          allowsLetters
        />
      </details>
      <details className="account-details" open={disableState.status === "refused"}>
        <summary>{labels.stopTitle}</summary>
        <CodeFields
          id="stop-code"
          state={disableState}
          action={stop}
          pending={disabling}
          labels={{ code: labels.either, submit: labels.stop }}
          allowsLetters
        />
      </details>
    </>
  );
}

/** The recovery codes, shown once: to be printed, saved or copied. */
function RecoveryCodes({ codes, labels }: { codes: string[]; labels: Props["labels"] }) {
  return (
    <div role="status" className="recovery-codes">
      <h3>{labels.codesTitle}</h3>
      <p>{labels.codesLead}</p>
      <ol>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className="recovery-actions">
        <a
          className="button"
          download={labels.file}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${labels.codesTitle}\n\n${codes.join("\n")}\n`)}`}
        >
          {labels.download}
        </a>
        <a className="button button-strong" href="/account/security">
          {labels.noted}
        </a>
      </div>
    </div>
  );
}
