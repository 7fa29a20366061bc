import type { ReactNode } from "react";

/** What a form did, said by screen readers when it comes. Stands beside the button. */
export function FormSuccess({ children }: { children: ReactNode }) {
  return (
    <p role="status" className="form-success">
      {children}
    </p>
  );
}
