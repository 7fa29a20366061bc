import type { ReactNode } from "react";

/** Text by authors: bodies, editable pages. `className` for size and colour. */
export function Prose({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <div className={`prose ${className}`}>{children}</div>;
}
