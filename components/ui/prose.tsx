import type { ReactNode } from "react";

/** Text by authors in the site's style: bodies, editable pages. `className` for size and colour. */
export function Prose({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <div className={`prose ${className}`}>{children}</div>;
}
