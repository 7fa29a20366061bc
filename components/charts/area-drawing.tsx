import { fineCeiling } from "./axis.ts";
import { PanelDrawing, percent, TimeLabels } from "./panel-drawing.tsx";

interface Props {
  id: string;
  title: string;
  description: string;
  /** One per step of time; null where nothing was measured. */
  values: readonly (number | null)[];
  labels: readonly { at: number; text: string }[];
  formatValue: (value: number) => string;
  /** The label of the upper line. */
  formatTop: (value: number) => string;
}

const stepWidth = 10;
const height = 100;

/** A line over a filled area, with its highest value marked. Times without a value are gaps. */
export function AreaDrawing({ id, title, description, values, labels, formatValue, formatTop }: Props) {
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  const top = fineCeiling(highest);
  const width = Math.max(1, values.length - 1) * stepWidth;
  const y = (value: number) => Math.round((height - (value / top) * height) * 100) / 100;
  const peak = values.findIndex((value) => value !== null && value === highest);
  const peakShare = peak > 0 ? peak / (values.length - 1) : 0;
  return (
    <PanelDrawing id={id} title={title} description={description} className="area-drawing">
      {/* On the side where the peak's own figure is not. */}
      <text
        className="panel-label"
        x={peakShare < 0.4 ? "100%" : "0"}
        textAnchor={peakShare < 0.4 ? "end" : "start"}
        y="1.05em"
      >
        {formatTop(top)}
      </text>
      <svg
        className="panel-plot"
        y="14%"
        height="66%"
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path className="panel-grid" d={`M0 0H${width}M0 50H${width}`} />
        {runs(values).map((run) => (
          <g key={run[0]?.at}>
            <path
              className="panel-area"
              d={`M${x(run[0])} ${height}${run.map((point) => `L${x(point)} ${y(point.value)}`).join("")}L${x(run.at(-1))} ${height}z`}
            />
            <path
              className="panel-line"
              d={
                run.map((point, n) => `${n === 0 ? "M" : "L"}${x(point)} ${y(point.value)}`).join("") +
                (run.length === 1 ? "h.01" : "")
              }
            />
          </g>
        ))}
        <path className="panel-base" d={`M0 ${height}H${width}`} />
      </svg>
      {peak >= 0 && highest > 0 && (
        <svg className="panel-plot" y="14%" height="66%" aria-hidden="true">
          <circle className="panel-peak" cx={percent(peakShare)} cy={`${y(highest)}%`} r="4" />
          <text
            className="panel-value"
            x={percent(peakShare)}
            y={`${y(highest)}%`}
            dx={peakShare > 0.8 ? "-0.5em" : "0.5em"}
            dy="-0.45em"
            textAnchor={peakShare > 0.8 ? "end" : "start"}
          >
            {formatValue(highest)}
          </text>
        </svg>
      )}
      <TimeLabels labels={labels} count={values.length} />
    </PanelDrawing>
  );
}

interface Point {
  at: number;
  value: number;
}

const x = (point: Point | undefined) => (point?.at ?? 0) * stepWidth;

/** The runs of known values between gaps. */
function runs(values: readonly (number | null)[]): Point[][] {
  const found: Point[][] = [];
  let current: Point[] | undefined;
  for (const [at, value] of values.entries()) {
    if (value === null) {
      current = undefined;
      continue;
    }
    if (!current) {
      current = [];
      found.push(current);
    }
    current.push({ at, value });
  }
  return found;
}
