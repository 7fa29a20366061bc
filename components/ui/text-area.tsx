import type { TextareaHTMLAttributes } from "react";

interface Props extends TextareaHTMLAttributes<HTMLTextAreaElement> {
  name: string;
  label: string;
  hint?: string;
  /** The refusal that came back, if one did: its sentence for this field, and what was typed. */
  refused?: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
}

/** A labelled text of several lines, with its hint and its error, as `Field`. */
export function TextArea({ name, label, hint, refused, id = name, defaultValue, ...area }: Props) {
  const error = refused?.fields[name];
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      <textarea
        {...area}
        id={id}
        name={name}
        defaultValue={refused?.typed[name] ?? defaultValue}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
      />
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
