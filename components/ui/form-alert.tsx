import { Children, type ReactNode } from "react";

/** Why a form was refused, said at once by screen readers. Nothing while there is nothing to say. */
export function FormAlert({ children }: { children: ReactNode }) {
  // Of several parts each may have nothing to say.
  if (Children.toArray(children).length === 0) return null;
  return (
    <p role="alert" className="form-alert">
      {children}
    </p>
  );
}
