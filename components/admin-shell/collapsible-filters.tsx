import type { ReactNode } from "react";

interface Props {
  /** The label of the line that opens the filters on a small screen. */
  label: string;
  /** The filters that are active, in words. */
  active?: string[];
  children: ReactNode;
}

/** The filters of a list: collapsed to one line on a small screen, so that the list begins near the top; always open on a large one. */
export function CollapsibleFilters({ label, active = [], children }: Props) {
  return (
    <details className="collapsible-filters">
      <summary>
        {label}
        {active.length > 0 && <span>{active.join(" · ")}</span>}
      </summary>
      {children}
    </details>
  );
}
