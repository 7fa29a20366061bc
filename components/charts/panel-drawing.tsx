import type { ReactNode } from "react";

interface Props {
  /** Unique on the page. */
  id: string;
  title: string;
  /** One sentence for screen readers; the values are in the table beside it. */
  description: string;
  className: string;
  children: ReactNode;
}

/**
 * A drawing of a panel: as wide as the panel and of a fixed height, so that its text has the size of other text. Widths
 * and positions are percentages in attributes; shapes that are stretched are in a nested drawing.
 */
export function PanelDrawing({ id, title, description, className, children }: Props) {
  return (
    <svg role="img" aria-labelledby={`${id}-title ${id}-description`} className={`panel-drawing ${className}`}>
      <title id={`${id}-title`}>{title}</title>
      <desc id={`${id}-description`}>{description}</desc>
      {children}
    </svg>
  );
}

/** A position in percent, short. */
export const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/**
 * Labels below a drawing, at the places of their values; the first and the last stay inside. With large text on a narrow
 * screen only these two are shown.
 */
export function TimeLabels({ labels, count }: { labels: readonly { at: number; text: string }[]; count: number }) {
  return labels.map(({ at, text }) => {
    const isFirst = at === 0;
    const isLast = at === count - 1;
    return (
      <text
        key={at}
        className="panel-label"
        data-between={isFirst || isLast ? undefined : ""}
        x={isFirst ? "0" : isLast ? "100%" : percent((at + 0.5) / count)}
        y="100%"
        dy="-0.35em"
        textAnchor={isFirst ? "start" : isLast ? "end" : "middle"}
      >
        {text}
      </text>
    );
  });
}
