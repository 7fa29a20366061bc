import { PanelDrawing, percent } from "./panel-drawing.tsx";

interface Props {
  id: string;
  title: string;
  description: string;
  /** Shares of the whole (0 to 1), in order; `legend` is the text of each. What remains is free. */
  parts: readonly { name: string; share: number; legend: string }[];
  free: string;
  /** A limit on the bar, 0 to 1. */
  limit: { share: number; label: string };
}

/** One bar with its parts, a limit, and a legend with the figures. */
export function StackedBar({ id, title, description, parts, free, limit }: Props) {
  const starts = parts.map((_, n) => parts.slice(0, n).reduce((sum, { share }) => sum + share, 0));
  return (
    <div className="stacked-bar">
      <PanelDrawing id={id} title={title} description={description} className="stacked-drawing">
        <rect className="panel-free" x="0" y="0.3rem" width="100%" height="1.6rem" />
        {parts.map(({ name, share }, n) => (
          <rect
            key={name}
            className="panel-part"
            data-part={n}
            x={percent(starts[n] ?? 0)}
            y="0.3rem"
            width={percent(share)}
            height="1.6rem"
          />
        ))}
        <line className="panel-limit" x1={percent(limit.share)} x2={percent(limit.share)} y1="0" y2="2.3rem" />
        {/* At the end rather than below its line: large text would be cut off. */}
        <text className="panel-limit-label" x="100%" y="100%" dy="-0.35em" textAnchor="end">
          {limit.label}
        </text>
      </PanelDrawing>
      <ul className="stacked-legend">
        {parts.map(({ name, share, legend }, n) =>
          share > 0 ? (
            <li key={name} data-part={n}>
              {legend}
            </li>
          ) : null,
        )}
        <li data-part="free">{free}</li>
      </ul>
    </div>
  );
}
