import { fineCeiling } from "./axis.ts";
import { PanelDrawing, percent, TimeLabels } from "./panel-drawing.tsx";

interface Props {
  id: string;
  title: string;
  description: string;
  /** One per step of time: what went well, and what failed. */
  bars: readonly { good: number; failed: number }[];
  labels: readonly { at: number; text: string }[];
  formatValue: (value: number) => string;
}

/** Of 100, above which the figures of failures are. */
const plotTop = 16;
/** A value above zero is always visible. */
const minHeight = 1.5;
const maxFigures = 6;
/** Figures closer than this share of the width would read as one number. */
const minFigureGap = 1 / 12;

/** Bars over time, failures on top of them in red, each with its figure. */
export function BarDrawing({ id, title, description, bars, labels, formatValue }: Props) {
  const top = fineCeiling(Math.max(0, ...bars.map(({ good, failed }) => good + failed)));
  const size = (value: number) => (value > 0 ? Math.max(minHeight, (value / top) * (100 - plotTop)) : 0);
  const width = percent(0.7 / Math.max(1, bars.length));
  const figures = pickFigures(bars);
  return (
    <PanelDrawing id={id} title={title} description={description} className="bar-drawing">
      <svg className="panel-plot" height="80%" aria-hidden="true">
        {bars.map(({ good, failed }, at) => {
          const left = percent((at + 0.15) / bars.length);
          const middle = percent((at + 0.5) / bars.length);
          const [goodSize, failedSize] = [size(good), failed > 0 ? Math.max(size(failed), 5) : 0];
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            <g key={at}>
              {good > 0 && (
                <rect className="panel-good" x={left} width={width} y={`${100 - goodSize}%`} height={`${goodSize}%`} />
              )}
              {failed > 0 && (
                <rect
                  className="panel-failed"
                  x={left}
                  width={width}
                  y={`${Math.max(0, 100 - goodSize - failedSize - 0.8)}%`}
                  height={`${failedSize}%`}
                />
              )}
              {figures.has(at) && (
                <text
                  className="panel-failure"
                  x={middle}
                  y={`${Math.max(10, 100 - goodSize - failedSize - 3)}%`}
                  textAnchor="middle"
                >
                  {formatValue(failed)}
                </text>
              )}
            </g>
          );
        })}
        <line className="panel-base" x1="0" x2="100%" y1="100%" y2="100%" />
      </svg>
      <TimeLabels labels={labels} count={bars.length} />
    </PanelDrawing>
  );
}

/** The bars whose failures are written in figures: the highest ones, at a distance from each other. */
function pickFigures(bars: Props["bars"]): Set<number> {
  const picked = new Set<number>();
  const gap = Math.ceil(bars.length * minFigureGap);
  const failed = [...bars.entries()].filter((bar) => bar[1].failed > 0).sort((a, b) => b[1].failed - a[1].failed);
  for (const [at] of failed)
    if (picked.size < maxFigures && [...picked].every((other) => Math.abs(other - at) >= gap)) picked.add(at);
  return picked;
}
