import { mix, path, polygon, random, rect, type Scene, times, tone } from "./drawing.ts";

const eye = { x: 800, y: 455, focus: 620 };
const far = "#41618a";
const racks = 8;

/** Projects a point of the aisle: metres right of the eye, below it, and away from it. */
function seen(x: number, y: number, z: number): [number, number] {
  return [eye.x + (eye.focus * x) / z, eye.y + (eye.focus * y) / z];
}

function rack(side: -1 | 1, index: number, chance: () => number): string {
  const near = 0.3 + index * 1.25;
  const back = near + 1.17;
  const haze = Math.min(1, index / racks);
  const face = (y0: number, y1: number, z0: number, z1: number, fill: string) =>
    polygon(
      [seen(side * 1.5, y0, z0), seen(side * 1.5, y0, z1), seen(side * 1.5, y1, z1), seen(side * 1.5, y1, z0)],
      fill,
    );
  const units = times(11, (unit) => {
    const top = -1.3 + unit * 0.235;
    const shade = mix(side < 0 ? "#22374f" : "#1c2f46", far, haze * 0.8);
    const lights = times(5, (light) => {
      const on = chance();
      if (on < 0.35) return "";
      const z = near + 0.14 + light * 0.1;
      const colour = on > 0.86 ? tone.lamp : on > 0.8 ? "#ff8161" : "#83cfdd";
      return face(top + 0.07, top + 0.115, z, z + 0.045, mix(colour, far, haze * 0.45));
    });
    const grille = face(top + 0.07, top + 0.115, near + 0.74, back - 0.12, mix("#132236", far, haze * 0.7));
    return face(top, top + 0.185, near + 0.05, back - 0.05, shade) + lights + grille;
  });
  return face(-1.42, 1.36, near, back, mix("#101c2c", far, haze * 0.75)) + units;
}

export const serverAisle: Scene = {
  draw() {
    const chance = random(7);
    const end = 0.3 + racks * 1.25;
    const [left, top] = seen(-1.5, -1.75, end);
    const [right, bottom] = seen(1.5, 1.4, end);
    const [doorLeft, doorTop] = seen(-0.62, -0.7, end);
    const [doorRight] = seen(0.62, 0, end);
    const tiles = times(16, (index) => {
      const z = 1 + index * 0.62;
      return index % 2 === 0
        ? polygon(
            [seen(-1.5, 1.4, z), seen(1.5, 1.4, z), seen(1.5, 1.4, z + 0.62), seen(-1.5, 1.4, z + 0.62)],
            mix("#1d3049", far, index / 20),
          )
        : "";
    });
    const lamps = times(8, (index) => {
      const z = 1.3 + index * 1.25;
      const colour = mix("#dfeaf0", far, index / 16);
      return polygon(
        [seen(-0.34, -1.75, z), seen(0.34, -1.75, z), seen(0.34, -1.75, z + 0.62), seen(-0.34, -1.75, z + 0.62)],
        colour,
      );
    });
    return [
      rect(0, 0, 1600, 900, "#0d1827"),
      polygon([seen(-1.5, 1.4, 0.5), seen(1.5, 1.4, 0.5), [right, bottom], [left, bottom]], "#182a41"),
      tiles,
      polygon([seen(-1.5, -1.75, 0.5), seen(1.5, -1.75, 0.5), [right, top], [left, top]], "#132133"),
      lamps,
      rect(left, top, right - left, bottom - top, mix("#1b2d45", far, 0.7)),
      // The light of the door falls on the floor.
      `<g opacity="0.22">${polygon([[doorLeft, bottom], [doorRight, bottom], seen(1.05, 1.4, 1.7), seen(-1.05, 1.4, 1.7)], tone.lamp)}</g>`,
      `<g opacity="0.35">${polygon([[doorLeft + 8, bottom], [doorRight - 8, bottom], seen(0.6, 1.4, 2.8), seen(-0.6, 1.4, 2.8)], tone.lamp)}</g>`,
      rect(doorLeft, doorTop, doorRight - doorLeft, bottom - doorTop, tone.lamp),
      // A person in the doorway.
      path(`M${eye.x - 9},${bottom} l2,-42 q-7,-4 -5,-22 q2,-9 12,-9 q10,0 12,9 q2,18 -5,22 l2,42z`, tone.ink),
      `<circle cx="${eye.x}" cy="${bottom - 82}" r="7.5" fill="${tone.ink}"/>`,
      ...Array.from({ length: racks }, (_, index) => racks - 1 - index).flatMap((index) => [
        rack(-1, index, chance),
        rack(1, index, chance),
      ]),
    ].join("");
  },
};
