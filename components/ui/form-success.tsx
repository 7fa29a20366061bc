import type { ReactNode } from "react";

/** The result of a form, announced by screen readers. Placed beside the button. */
export function FormSuccess({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="form-success">
      {children}
    </p>
  );
}
