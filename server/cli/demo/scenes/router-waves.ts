import { circle, faint, line, mix, path, rect, ring, type Scene, times, tone } from "./drawing.ts";

export const routerWaves: Scene = {
  draw() {
    const wall = "#c7768a";
    const leaf = (angle: number, length: number, fill: string) =>
      `<g transform="rotate(${angle} 1278 640)">${path(`M1278,640 q-34,-${length / 2} 0,-${length} q34,${length / 2} 0,${length}z`, fill)}</g>`;
    return [
      rect(0, 0, 1600, 900, wall),
      // The widest circle first: each smaller one lies on it.
      times(9, (index) => circle(800, 590, 900 - index * 100, mix(wall, "#f7ddcf", (index + 1) / 10))),
      times(3, (index) => ring(800, 590, 250 + index * 200, "#fdf3ea", 5)),
      rect(0, 700, 1600, 200, "#8c4558"),
      rect(0, 694, 1600, 34, "#5e2b3b"),
      rect(0, 688, 1600, 12, "#a95a6d"),
      faint(0.35, rect(470, 728, 660, 30, "#3c1824")),
      // Books.
      ...[
        [196, 470, 52, tone.petrol],
        [250, 440, 64, "#e9c46f"],
        [316, 486, 44, "#3d2b3d"],
      ].map(
        ([x, y, width, fill]) =>
          rect(Number(x), Number(y), Number(width), 688 - Number(y), String(fill), 4) +
          rect(Number(x), Number(y) + 30, Number(width), 8, mix(String(fill), "#ffffff", 0.5)) +
          rect(Number(x), 640, Number(width), 8, mix(String(fill), "#ffffff", 0.5)),
      ),
      `<g transform="rotate(-13 372 688)">${rect(372, 478, 46, 210, tone.signal, 4)}${rect(372, 508, 46, 8, "#eab09f")}</g>`,
      // A plant.
      leaf(-46, 200, "#3f6b55"),
      leaf(42, 210, "#35604b"),
      leaf(-20, 270, "#4d7d63"),
      leaf(16, 250, "#3f6b55"),
      leaf(0, 180, "#5d9174"),
      path("M1206,596 H1350 L1332,688 H1224z", tone.wash),
      path("M1290,596 H1350 L1332,688 H1278z", "#ddd2bd"),
      // The box.
      line("M586,560 L552,320", "#2b1822", 20),
      line("M586,560 L552,320", "#4a3340", 12),
      line("M1014,560 L1048,320", "#2b1822", 20),
      line("M1014,560 L1048,320", "#4a3340", 12),
      path(
        "M520,560 H1080 a22,22 0 0 1 22,18 L1120,668 a18,18 0 0 1 -18,20 H498 a18,18 0 0 1 -18,-20 L498,578 a22,22 0 0 1 22,-18z",
        tone.ink,
      ),
      path("M520,552 H1080 a22,22 0 0 1 22,18 L1112,622 H488 L498,570 a22,22 0 0 1 22,-18z", "#39404d"),
      times(14, (index) => rect(690 + index * 16, 574, 7, 26, "#1d2129", 3)),
      times(5, (index) =>
        circle(566 + index * 44, 655, 9, index === 4 ? tone.lamp : index === 2 ? "#3b424e" : "#83cfdd"),
      ),
      circle(1036, 655, 13, "#2a2f38"),
      ring(1036, 655, 13, "#59616e", 3),
    ].join("");
  },
};
