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
  /** What stands above the first code: the QR code and the way to type it. */
  setUp: ReactNode;
  /** What stands below it: the way not to. */
  cancel: ReactNode;
  /** What stands above the forms of a second step that is in force. */
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
 * The forms of the second step. One component in both states, so that the recovery codes, which only the answer to a form carries,
 * are still shown when the page around is drawn again (as it is without JavaScript).
 */
export function SecondStepForms({ state, actions, setUp, cancel, status, labels }: Props) {
  const [confirmed, confirm, confirming] = useFormAction(actions.confirm, idleState);
  const [renewed, renew, renewing] = useFormAction(actions.renew, idleState);
  const [stopped, stop, stopping] = useFormAction(actions.stop, idleState);
  const given = [renewed, confirmed].find((one) => one.status === "done");
  if (given?.status === "done") return <RecoveryCodes codes={given.value.codes} labels={labels} />;
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
          strong
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
          letters
        />
      </details>
      <details className="account-details" open={stopped.status === "refused"}>
        <summary>{labels.stopTitle}</summary>
        <CodeFields
          id="stop-code"
          state={stopped}
          action={stop}
          pending={stopping}
          labels={{ code: labels.either, submit: labels.stop }}
          letters
        />
      </details>
    </>
  );
}

/** Shown once: to be printed, saved or copied by hand. */
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
