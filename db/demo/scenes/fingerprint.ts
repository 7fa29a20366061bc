import { line, mix, rect, type Scene, times, tone } from "./drawing.ts";

const ridges = 13;
const ground = "#f0d9cd";

/** One ridge of the finger: an arch, longer and wider with each step. */
function ridge(index: number): string {
  const wide = 16 + index * 24;
  const top = 420 - index * 27;
  const leftFoot = 520 + index * 17;
  const rightFoot = 470 + index * 24;
  return `M${800 - wide},${leftFoot} C${800 - wide - 6},${top - 10} ${800 - wide * 0.6},${top} 800,${top} S${800 + wide + 6},${top - 10} ${800 + wide},${rightFoot}`;
}

export const fingerprint: Scene = {
  alt: "Une empreinte digitale dont la moitié droite se change en carrés",
  draw() {
    const colour = (index: number) => mix(tone.signal, "#5b1a30", index / ridges);
    // Breaks make ridges of what would be rails.
    const dashes = (index: number) =>
      `stroke-dasharray="${150 + ((index * 67) % 130)} ${18 + (index % 3) * 5} ${260 + ((index * 41) % 90)} 20" stroke-dashoffset="${index * 53}"`;
    const drawn = times(ridges, (index) => line(ridge(index), colour(index), 13, dashes(index)));
    const cell = 26;
    const squares: string[] = [];
    for (let column = 0; column < 22; column++) {
      for (let row = 0; row < 30; row++) {
        const x = 812 + column * cell;
        const y = 70 + row * cell;
        const dx = x + cell / 2 - 800;
        const dy = y + cell / 2 - 470;
        const away = Math.hypot(dx, dy < 0 ? dy * 0.86 : dy * 0.66);
        const wave = Math.sin(away / 7.7 - 0.6);
        const thinning = (column * 37 + row * 91 + column * row * 13) % 100;
        if (away > 330 + (thinning % 30) || wave < -0.05 || thinning < column * 3.2) continue;
        const size = cell - 7 - (column > 9 ? 4 : 0);
        squares.push(
          rect(
            x + (thinning < column * 5 ? column * 5 : 0),
            y,
            size,
            size,
            mix(tone.signal, "#5b1a30", Math.min(1, away / 330)),
          ),
        );
      }
    }
    return [
      rect(0, 0, 1600, 900, ground),
      rect(800, 0, 800, 900, "#e9c9ba"),
      `<clipPath id="left"><rect x="0" y="0" width="806" height="900"/></clipPath>`,
      `<g clip-path="url(#left)">${drawn}</g>`,
      ...squares,
      rect(797, 60, 6, 780, tone.ink),
      rect(780, 60, 40, 6, tone.ink),
      rect(780, 834, 40, 6, tone.ink),
    ].join("");
  },
};
