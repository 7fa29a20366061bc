import type { ReactNode } from "react";

/** Why a form was refused, said at once by screen readers. Nothing while there is nothing to say. */
export function FormAlert({ children }: { children: ReactNode }) {
  if (!children) return null;
  return (
    <p role="alert" className="form-alert">
      {children}
    </p>
  );
}
