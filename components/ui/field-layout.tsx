import type { ReactNode } from "react";

export interface FieldLayoutProps {
  name: string;
  label: string;
  hint?: string | undefined;
  /** The last refusal, if any: its message for this field, and what was typed. */
  refused?: { fields: Record<string, string>; typed: Record<string, string> } | undefined;
}

/** The props that a control gets from its layout. */
interface ControlProps {
  id: string;
  name: string;
  /** The value typed before a refusal. */
  typed: string | undefined;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

interface Props extends FieldLayoutProps {
  id: string;
  children: (framed: ControlProps) => ReactNode;
}

/** The label, hint and error around a control, linked for screen readers. */
export function FieldLayout({ id, name, label, hint, refused, children }: Props) {
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
      {children({
        id,
        name,
        typed: refused?.typed[name],
        "aria-invalid": error ? true : undefined,
        "aria-describedby": described || undefined,
      })}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
