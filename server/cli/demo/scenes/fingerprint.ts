import { line, mix, random, rect, type Scene, times, tone } from "./drawing.ts";

const ridges = 13;
const middle = 800;
/** Where arches end and legs begin. */
const shoulder = 440;
const dark = "#5b1a30";

const half = (index: number) => 12 + index * 25;
const tall = (index: number) => 26 + index * 27;
/** The finger's outline ends the legs: an ellipse below the shoulder. */
const foot = (index: number) => shoulder + 30 + 330 * Math.sqrt(Math.max(0, 1 - (half(index) / 350) ** 2));

/** Points along the right half of a ridge, `step` pixels apart, from its top to its foot. */
function pointsOnRidge(index: number, step: number): [number, number][] {
  const found: [number, number][] = [];
  const arc = (Math.PI / 2) * Math.sqrt((half(index) ** 2 + tall(index) ** 2) / 2);
  for (let along = step * 0.75; along < arc; along += step) {
    const angle = (along / arc) * (Math.PI / 2);
    found.push([middle + half(index) * Math.sin(angle), shoulder - tall(index) * Math.cos(angle)]);
  }
  for (let y = shoulder + step / 2; y < foot(index); y += step) found.push([middle + half(index), y]);
  return found;
}

export const fingerprint: Scene = {
  draw() {
    const chance = random(17);
    const colour = (index: number) => mix(tone.signal, dark, index / ridges);
    // Gaps turn what would look like rails into ridges.
    const dashes = (index: number) =>
      `stroke-dasharray="${120 + ((index * 67) % 130)} 24 ${210 + ((index * 41) % 90)} 26" stroke-dashoffset="${index * 71}"`;
    const ridge = (index: number) =>
      `M${middle},${shoulder - tall(index)} A${half(index)},${tall(index)} 0 0 0 ${middle - half(index)},${shoulder} V${foot(index)}`;
    const squares = times(ridges, (index) =>
      pointsOnRidge(index, 23)
        .map(([x, y]) => {
          const away = (x - middle) / 350;
          if (chance() < away * 0.22) return "";
          // The further out, the more squares have moved to the right.
          const shiftX = chance() < away * 0.55 ? away * away * chance() * 380 : 0;
          const size = 15 - (shiftX > 0 ? (shiftX / 400) * 8 : 0);
          return rect(x + shiftX - size / 2, y - shiftX * 0.12 - size / 2, size, size, colour(index));
        })
        .join(""),
    );
    return [
      rect(0, 0, 1600, 900, "#f0d9cd"),
      rect(middle, 0, 800, 900, "#e8c6b6"),
      times(ridges, (index) => line(ridge(index), colour(index), 14, dashes(index))),
      squares,
      rect(middle - 3, 40, 6, 820, tone.ink),
      rect(middle - 22, 40, 44, 6, tone.ink),
      rect(middle - 22, 854, 44, 6, tone.ink),
    ].join("");
  },
};
