import { circle, faint, mix, path, polygon, rect, type Scene, times, tone } from "./drawing.ts";

const tall = 128;

function disk(x: number, top: number, half: number, colour: string): string {
  const flat = half * 0.3;
  const side = `M${x - half},${top} V${top + tall} A${half},${flat} 0 0 0 ${x + half},${top + tall} V${top}z`;
  const light = `M${x - half},${top} V${top + tall} A${half},${flat} 0 0 0 ${x - half * 0.42},${top + tall + flat * 0.9} V${top}z`;
  const groove = (y: number) =>
    `<path d="M${x - half},${y} A${half},${flat} 0 0 0 ${x + half},${y}" fill="none" stroke="${mix(colour, "#000000", 0.25)}" stroke-width="4"/>`;
  return (
    path(side, colour) +
    path(light, mix(colour, "#ffffff", 0.22)) +
    groove(top + tall * 0.36) +
    groove(top + tall * 0.68) +
    `<ellipse cx="${x}" cy="${top}" rx="${half}" ry="${flat}" fill="${mix(colour, "#ffffff", 0.38)}"/>` +
    `<ellipse cx="${x}" cy="${top}" rx="${half * 0.74}" ry="${flat * 0.74}" fill="${mix(colour, "#ffffff", 0.22)}"/>` +
    circle(x + half * 0.62, top + tall * 0.86 + flat * 0.74, 9, tone.lamp) +
    circle(x + half * 0.45, top + tall * 0.86 + flat * 0.85, 9, mix(colour, "#000000", 0.4))
  );
}

/** Each stack: its middle, foot, half its width, number of disks, colour. */
const stacks: [number, number, number, number, string][] = [
  [1216, 640, 168, 1, tone.petrol],
  [800, 690, 176, 2, "#b5472b"],
  [372, 740, 186, 3, "#2f3a4a"],
];

function shadow(x: number, foot: number, half: number): string {
  const left: [number, number] = [x - half * 0.86, foot + half * 0.15];
  const right: [number, number] = [x + half, foot - half * 0.02];
  const away = ([sx, sy]: [number, number]): [number, number] => [sx + 900, sy + 470];
  return polygon([left, right, away(right), away(left)], "#3d1c05");
}

export const diskStacks: Scene = {
  draw() {
    return [
      rect(0, 0, 1600, 900, "#e9b766"),
      rect(0, 0, 1600, 560, "#f1cf92"),
      circle(1216, 300, 178, "#f8e3ba"),
      rect(0, 556, 1600, 6, "#d9a24c"),
      times(4, (index) => faint(0.35, rect(0, 620 + index * index * 26 + index * 40, 1600, 4, "#d08f38"))),
      faint(0.24, stacks.map(([x, foot, half]) => shadow(x, foot, half)).join("")),
      ...stacks.map(([x, foot, half, count, colour]) =>
        times(count, (index) => disk(x, foot - tall - index * (tall + 14), half, colour)),
      ),
    ].join("");
  },
};
