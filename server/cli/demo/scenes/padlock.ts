import { circle, faint, line, path, polygon, random, rect, type Scene, times, tone } from "./drawing.ts";

export const padlock: Scene = {
  draw() {
    const chance = random(11);
    const planks = times(10, (index) => {
      const x = index * 160;
      const grain = times(5, () => {
        const gx = x + 18 + chance() * 124;
        const gy = chance() * 760;
        return faint(0.25, line(`M${gx},${gy} v${60 + chance() * 190}`, "#5d1d10", 3));
      });
      return (
        rect(x, 0, 160, 900, ["#a83e25", "#9c3720", "#a33a22", "#97331d"][index % 4] ?? "") +
        grain +
        rect(x, 0, 5, 900, "#6f2413")
      );
    });
    const strap = (y: number) =>
      rect(0, y + 10, 1600, 92, "#6f2413") +
      rect(0, y, 1600, 90, "#2a2f38") +
      rect(0, y, 1600, 9, "#454c58") +
      times(
        10,
        (index) => circle(80 + index * 160, y + 48, 17, "#15181e") + circle(78 + index * 160, y + 44, 15, "#59616e"),
      );
    return [
      planks,
      rect(793, 0, 14, 900, "#4c170b"),
      strap(96),
      strap(716),
      // Hasp plates.
      rect(560, 330, 480, 120, "#6f2413", 14),
      rect(556, 318, 488, 120, "#343a45", 14),
      rect(556, 318, 488, 10, "#59616e", 5),
      circle(600, 378, 15, "#15181e"),
      circle(1000, 378, 15, "#15181e"),
      circle(598, 375, 13, "#6b7380"),
      circle(998, 375, 13, "#6b7380"),
      // Its shadow falls to the lower right.
      faint(
        0.32,
        polygon(
          [
            [1000, 420],
            [1600, 1020],
            [1170, 1290],
            [600, 770],
          ],
          "#2a0a04",
        ),
      ),
      line("M690,470 V330 a110,110 0 0 1 220,0 V470", "#4a525e", 62),
      line("M690,470 V330 a110,110 0 0 1 220,0 V470", "#aeb6bf", 50),
      line("M676,470 V330 a124,124 0 0 1 60,-106", "#dfe4e8", 10),
      rect(588, 424, 424, 360, "#9a6200", 34),
      rect(588, 424, 424, 344, tone.amber, 34),
      path("M588,458 a34,34 0 0 1 34,-34 h96 v344 h-96 a34,34 0 0 1 -34,-34z", "#eba52a"),
      rect(588, 486, 424, 12, "#b87300"),
      rect(588, 704, 424, 12, "#b87300"),
      circle(800, 574, 46, tone.ink),
      polygon(
        [
          [778, 590],
          [822, 590],
          [838, 676],
          [762, 676],
        ],
        tone.ink,
      ),
      faint(0.9, line("M772,556 a34,34 0 0 1 30,-17", "#59616e", 5)),
      circle(620, 456, 9, "#9a6200"),
      circle(980, 456, 9, "#9a6200"),
      circle(620, 742, 9, "#9a6200"),
      circle(980, 742, 9, "#9a6200"),
    ].join("");
  },
};
