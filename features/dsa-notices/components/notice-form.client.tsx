"use client";

import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { idleState } from "#lib/action.ts";
import { sendNoticeAction } from "../actions.ts";

interface Props {
  /** The URL of the content, if it is known. */
  address: string;
  /** When the form was opened, signed (`createFormToken`). */
  opened: string;
  grounds: { value: string; label: string; hint: string }[];
  maxLength: number;
  labels: Record<
    | "address"
    | "addressHint"
    | "ground"
    | "explanation"
    | "explanationHint"
    | "sender"
    | "senderHint"
    | "name"
    | "email"
    | "emailHint"
    | "faith"
    | "submit"
    | "trap",
    string
  >;
}

/** The form for a notice of illegal content. It works without JavaScript. */
export function NoticeForm({ address, opened, grounds, maxLength, labels }: Props) {
  const [state, action, pending] = useFormAction(sendNoticeAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  const { ground, faith } = refused?.fields ?? {};
  // An expired token would be refused again.
  const formToken = refused?.code === "form.stale" ? opened : (refused?.typed.opened ?? opened);
  return (
    <form action={action} className="form" noValidate>
      <FormAlert>{refused?.message}</FormAlert>
      <input type="hidden" name="opened" value={formToken} />
      <Field
        name="address"
        type="url"
        inputMode="url"
        label={labels.address}
        hint={labels.addressHint}
        defaultValue={address}
        autoComplete="off"
        required
        refused={refused}
      />
      <fieldset className="choices notice-form-grounds" aria-describedby={ground ? "ground-error" : undefined}>
        <legend>{labels.ground}</legend>
        {grounds.map(({ value, label, hint }) => (
          <label key={value}>
            <input type="radio" name="ground" value={value} defaultChecked={refused?.typed.ground === value} required />
            <span>
              {label} <small>{hint}</small>
            </span>
          </label>
        ))}
        {ground && (
          <p id="ground-error" className="field-error">
            {ground}
          </p>
        )}
      </fieldset>
      <TextArea
        name="explanation"
        label={labels.explanation}
        hint={labels.explanationHint}
        rows={8}
        maxLength={maxLength}
        required
        refused={refused}
      />
      <fieldset className="notice-form-sender" aria-describedby="who-hint">
        <legend>{labels.sender}</legend>
        <p id="who-hint" className="field-hint">
          {labels.senderHint}
        </p>
        <Field name="name" label={labels.name} autoComplete="name" maxLength={120} refused={refused} />
        <Field
          name="email"
          type="email"
          label={labels.email}
          hint={labels.emailHint}
          autoComplete="email"
          refused={refused}
        />
      </fieldset>
      <div className="notice-form-faith">
        <label>
          <input
            type="checkbox"
            name="faith"
            value="1"
            defaultChecked={refused?.typed.faith === "1"}
            required
            aria-describedby={faith ? "faith-error" : undefined}
          />
          <span>{labels.faith}</span>
        </label>
        {faith && (
          <p id="faith-error" className="field-error">
            {faith}
          </p>
        )}
      </div>
      {/* The honeypot: only bots fill it in. */}
      <div className="hidden">
        <label>
          {labels.trap}
          <input name="website" tabIndex={-1} autoComplete="off" />
        </label>
      </div>
      <button type="submit" className="button button-strong" aria-disabled={pending}>
        {labels.submit}
      </button>
    </form>
  );
}
