import type { ReactNode } from "react";

interface Props {
  /** What opens the filters on a small screen. */
  label: string;
  /** The filters that are set, in words. */
  set?: string[];
  children: ReactNode;
}

/** The filters of a list: behind one line on a small screen, so that the list begins near the top; else always open. */
export function FilterFold({ label, set = [], children }: Props) {
  return (
    <details className="filter-fold">
      <summary>
        {label}
        {set.length > 0 && <span>{set.join(" · ")}</span>}
      </summary>
      {children}
    </details>
  );
}
