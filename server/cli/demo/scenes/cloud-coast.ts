import { bands, circle, faint, line, path, polygon, random, rect, type Scene, times, tone } from "./drawing.ts";

const puffs: [number, number, number][] = [
  [560, 330, 92],
  [660, 255, 128],
  [820, 205, 158],
  [985, 265, 130],
  [1085, 338, 86],
];

export const cloudCoast: Scene = {
  draw() {
    const chance = random(21);
    const base = 424;
    const cloud = (dx: number, dy: number, fill: string) =>
      puffs.map(([x, y, radius]) => circle(x + dx, y + dy, radius, fill)).join("") +
      rect(474 + dx, 330 + dy, 694, base - 330, fill, 47);
    const threads = times(17, (index) => {
      const from = 560 + index * 33;
      const to = 742 + index * 9.5;
      return line(
        `M${from},${base + 16} L${from},${470 + (index % 3) * 12} L${to},${578} L${to},${604}`,
        tone.paper,
        2.5,
      );
    });
    const waves = times(46, () => {
      const y = 648 + chance() * 240;
      const x = chance() * 1600;
      const length = 30 + ((y - 640) / 260) * 130;
      return faint(0.16 + chance() * 0.2, line(`M${x},${y} h${length}`, "#d8ecec", 2 + (y - 640) / 80));
    });
    return [
      bands(0, 560, 7, "#5f9aa8", "#dfe6d8"),
      circle(1330, 470, 74, "#f7e3b0"),
      bands(560, 900, 5, "#2b7d88", "#0b4a5b"),
      waves,
      path("M0,600 Q150,572 290,604 L352,622 L330,652 L262,676 L236,716 L120,752 L70,800 L0,822z", "#b0925f"),
      path("M0,600 Q150,572 290,604 L352,622 L268,640 L214,632 L150,668 L88,652 L0,700z", "#7c9a68"),
      path("M214,632 L268,640 L250,690 L236,716 L120,752 L160,694z", "#96794b"),
      // The headland under the cloud.
      path(
        "M560,900 L606,770 L640,716 L668,690 L700,668 L1010,664 Q1210,668 1330,700 L1460,742 L1600,762 L1600,900z",
        "#c9ab78",
      ),
      path("M700,668 L1010,664 L960,728 L884,752 L846,830 L790,900 L560,900 L606,770 L640,716 L668,690z", "#a98a5a"),
      path(
        "M668,690 L700,650 L1010,640 Q1230,648 1350,684 L1480,724 L1600,738 L1600,778 L1440,760 L1300,716 Q1180,690 1010,690 L700,694z",
        "#7c9a68",
      ),
      threads,
      // The building that is the cloud.
      polygon(
        [
          [724, 604],
          [912, 604],
          [912, 664],
          [724, 668],
        ],
        tone.wash,
      ),
      polygon(
        [
          [912, 604],
          [958, 596],
          [958, 656],
          [912, 664],
        ],
        "#cfc5b0",
      ),
      polygon(
        [
          [724, 604],
          [770, 596],
          [958, 596],
          [912, 604],
        ],
        "#fffefa",
      ),
      times(8, (index) => rect(740 + index * 21, 622, 11, 26, index === 5 ? tone.amber : "#35565f")),
      faint(0.5, cloud(26, 22, "#4f8896")),
      `<clipPath id="cloud">${cloud(0, 0, "#000")}</clipPath>`,
      cloud(0, 0, tone.paper),
      `<g clip-path="url(#cloud)">${puffs.map(([x, y, radius]) => circle(x + radius * 0.16, y + radius * 0.2 + 60, radius * 0.98, "#e7ebe4")).join("")}${rect(400, 392, 800, 40, "#d3dedb")}</g>`,
      line("M1196,150 q18,-18 34,0 q16,-18 34,0", tone.ink, 5),
      line("M1296,206 q13,-13 25,0 q12,-13 25,0", tone.ink, 4),
      line("M366,214 q12,-12 23,0 q11,-12 23,0", tone.ink, 4),
    ].join("");
  },
};
