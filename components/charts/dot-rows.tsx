import { PanelDrawing, percent } from "./panel-drawing.tsx";

/** `missing`: expected, but did not happen. `none`: not expected. */
export type DotState = "done" | "failed" | "missing" | "none";

interface Props {
  id: string;
  title: string;
  description: string;
  rows: readonly { name: string; dots: readonly DotState[] }[];
  first: string;
  last: string;
}

/** A row of dots per kind, one dot for each day: filled if it succeeded, an empty ring if not. */
export function DotRows({ id, title, description, rows, first, last }: Props) {
  return (
    <div className="dot-rows">
      {rows.map(({ name, dots }, row) => (
        <div key={name}>
          <span aria-hidden="true">{name}</span>
          <PanelDrawing id={`${id}-${row}`} title={`${title}, ${name}`} description={description} className="dot-row">
            {dots.map((state, at) => (
              <circle
                // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place
                key={at}
                className="panel-dot"
                data-state={state}
                cx={percent((at + 0.5) / dots.length)}
                cy="50%"
                r={state === "done" ? 5 : state === "none" ? 2 : 4.5}
              />
            ))}
          </PanelDrawing>
        </div>
      ))}
      <p className="dot-axis" aria-hidden="true">
        <span>{first}</span>
        <span>{last}</span>
      </p>
    </div>
  );
}
