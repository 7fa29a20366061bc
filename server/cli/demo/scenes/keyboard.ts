import { mix, rect, type Scene, tone } from "./drawing.ts";

const unit = 148;
const gap = 14;
/** Widths of the keys of each row, in units. */
const rows = [
  [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  [1.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5],
  [1.75, 1, 1, 1, 1, 1, 1, 1, 1, 2.25],
  [2.25, 1, 1, 1, 1, 1, 1, 1, 2.75],
  [1.25, 1.25, 1.25, 5, 1.25, 1.25, 0.75],
];

/** A rounded block on a plane seen from above and aside: the same outline stacked upwards. */
function block(x: number, y: number, width: number, depth: number, height: number, side: string, top: string): string {
  const shape = (up: number, fill: string, inset = 0) =>
    `<g transform="translate(0 ${-up})"><g transform="matrix(0.866 0.5 -0.866 0.5 760 -420)">${rect(x + inset, y + inset, width - inset * 2, depth - inset * 2, fill, 16)}</g></g>`;
  const walls = Array.from({ length: Math.ceil(height / 3) }, (_, index) =>
    shape(index * 3, mix(mix(side, "#000000", 0.12), side, index / (height / 3))),
  );
  return walls.join("") + shape(height, mix(top, side, 0.35)) + shape(height, top, 9);
}

export const keyboard: Scene = {
  draw() {
    const keys = rows.flatMap((row, line) => {
      let x = 60;
      return row.map((width, index) => {
        const left = x;
        x += width * unit;
        const special = index === 0 || index === row.length - 1;
        const lit = line === 2 && index === 5;
        const [side, top] = lit ? ["#a86a00", tone.lamp] : special ? ["#6f756f", "#8d948c"] : ["#b9b09c", tone.paper];
        return block(
          left + gap / 2,
          340 + line * unit + gap / 2,
          width * unit - gap,
          unit - gap,
          lit ? 20 : 44,
          side ?? "",
          top ?? "",
        );
      });
    });
    return [
      rect(0, 0, 1600, 900, "#cdbf9f"),
      `<g opacity="0.25" transform="translate(34 60)">${block(20, 300, 1860, 830, 3, "#5b4d2e", "#5b4d2e")}</g>`,
      block(20, 300, 1860, 830, 45, "#3c423f", "#4a514d"),
      `<g transform="translate(0 -45)">${keys.join("")}</g>`,
    ].join("");
  },
};
