import type { ReactNode } from "react";

/** A name and its value in a row of the page of jobs; `isBad` marks a failure. */
export function JobFact({ name, children, isBad = false }: { name: string; children: ReactNode; isBad?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isBad ? "admin-failed" : undefined}>{children}</dd>
    </div>
  );
}
