import { type CSSProperties, createElement, type ReactElement, type ReactNode } from "react";

/** One row of cells side by side: a table, because Outlook knows no other layout. */
export function layoutTable(look: { className?: string; style?: CSSProperties }, ...cells: ReactNode[]): ReactElement {
  return createElement(
    "table",
    { role: "presentation", width: "100%", cellPadding: 0, cellSpacing: 0, border: 0, ...look },
    createElement("tbody", null, createElement("tr", null, ...cells)),
  );
}
