import { circle, line, mix, path, rect, type Scene, tone } from "./drawing.ts";

/** Hills and hollows: place, width, height. */
const hills: [number, number, number, number][] = [
  [120, 120, 300, 0.95],
  [360, 210, 190, 0.6],
  [300, 470, 150, 0.35],
  [90, 640, 220, 0.55],
  [470, 700, 130, 0.42],
  [900, 470, 120, 0.5],
  [1010, 560, 90, 0.32],
  [1460, 330, 220, 0.6],
  [1580, 620, 330, 0.95],
  [1290, 800, 200, 0.62],
  [1130, 130, 120, 0.4],
  [700, 120, 260, -0.4],
  [1120, 330, 240, -0.3],
  [760, 800, 320, -0.45],
];
const cell = 16;

function height(x: number, y: number): number {
  const sum = hills.reduce(
    (total, [hx, hy, width, tall]) =>
      total + tall * Math.exp(-((x - hx) ** 2 + (y - hy) ** 2) / (2 * (width * 0.62) ** 2)),
    0,
  );
  return sum + 0.055 * Math.sin(x / 53 + y / 91) + 0.05 * Math.sin(y / 47 - x / 67) + 0.02 * Math.sin(x / 23 + y / 31);
}

/** What lies higher than `level`: the corners of each cell of a grid, cut where the slope passes the level. */
function above(level: number): string {
  let d = "";
  for (let y = 0; y < 912; y += cell) {
    for (let x = 0; x < 1600; x += cell) {
      const corners = [
        [x, y],
        [x + cell, y],
        [x + cell, y + cell],
        [x, y + cell],
      ].map(([cx = 0, cy = 0]) => ({ cx, cy, over: height(cx, cy) - level }));
      if (corners.every((corner) => corner.over < 0)) continue;
      const outline = corners.flatMap((corner, index) => {
        const next = corners[(index + 1) % 4] ?? corner;
        const kept = corner.over >= 0 ? [`${corner.cx},${corner.cy}`] : [];
        if (corner.over >= 0 === next.over >= 0) return kept;
        const share = corner.over / (corner.over - next.over);
        return [
          ...kept,
          `${(corner.cx + (next.cx - corner.cx) * share).toFixed(1)},${(corner.cy + (next.cy - corner.cy) * share).toFixed(1)}`,
        ];
      });
      d += `M${outline.join(" ")}z`;
    }
  }
  return d;
}

/** The area with a stroke of the same colour, which closes the seams between cells. */
const layer = (level: number, fill: string) =>
  `<path d="${above(level)}" fill="${fill}" stroke="${fill}" stroke-width="1.6"/>`;

function pin(x: number, y: number, fill: string): string {
  return (
    `<g opacity="0.3"><ellipse cx="${x + 14}" cy="${y + 2}" rx="26" ry="9" fill="${tone.ink}"/></g>` +
    path(`M${x},${y} q-44,-58 -44,-92 a44,44 0 0 1 88,0 q0,34 -44,92z`, fill) +
    circle(x, y - 92, 17, tone.paper)
  );
}

export const reliefMap: Scene = {
  draw() {
    const sea = [0, 1, 2].map((step) => layer(-0.2 + step * 0.12, mix("#4f97a3", "#a9d0cd", (step + 1) / 3)));
    const land = Array.from({ length: 7 }, (_, step) =>
      layer(0.16 + step * 0.115, mix("#efe6c8", "#6f8f62", step / 6)),
    );
    return [
      rect(0, 0, 1600, 900, "#3b8593"),
      ...sea,
      ...land,
      ...[200, 400, 600, 800, 1000, 1200, 1400].map((x) => rect(x, 0, 1.5, 900, "#ffffff55")),
      ...[150, 350, 550, 750].map((y) => rect(0, y, 1600, 1.5, "#ffffff55")),
      line("M330,250 C420,520 640,600 800,440 S1180,250 1290,420 S1330,640 1360,720", tone.paper, 15),
      line(
        "M330,250 C420,520 640,600 800,440 S1180,250 1290,420 S1330,640 1360,720",
        tone.signal,
        7,
        'stroke-dasharray="3 19"',
      ),
      pin(330, 250, tone.petrol),
      pin(1360, 720, tone.signal),
    ].join("");
  },
};
