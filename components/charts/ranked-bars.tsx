import { percent } from "./panel-drawing.tsx";

interface Props {
  /** The largest first; `value` gives the length of the bar. */
  rows: readonly { name: string; value: number; text: string }[];
}

/** Names with their figures, each over a bar: a list for everyone, whose bars are decoration. */
export function RankedBars({ rows }: Props) {
  const highest = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <ol className="ranked-bars">
      {rows.map(({ name, value, text }) => (
        <li key={name}>
          <span>{name}</span> <strong>{text}</strong>
          <svg aria-hidden="true">
            <rect className="panel-free" width="100%" height="100%" rx="2" />
            <rect className="panel-good" width={percent(value / highest)} height="100%" rx="2" />
          </svg>
        </li>
      ))}
    </ol>
  );
}
