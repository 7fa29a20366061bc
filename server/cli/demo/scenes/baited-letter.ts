import { bands, circle, faint, line, path, polygon, random, rect, type Scene, times, tone } from "./drawing.ts";

function fish(x: number, y: number, size: number, fill: string): string {
  return `<g transform="translate(${x} ${y}) scale(${size})">${path("M-60,0 Q-20,-34 34,-20 Q62,-10 74,0 Q62,12 34,20 Q-20,34 -60,0z M-52,0 L-98,-28 Q-86,0 -98,28z", fill)}${circle(48, -5, 4.5, tone.wash)}</g>`;
}

export const baitedLetter: Scene = {
  draw() {
    const chance = random(5);
    const bubbles = times(20, () => {
      const x = 900 + chance() * 560;
      return faint(0.35, circle(x, 300 + chance() * 560, 3 + chance() * 8, "#bfe3df"));
    });
    return [
      rect(0, 0, 1600, 190, "#f3e7cf"),
      circle(380, 120, 62, "#f0b65a"),
      bands(170, 900, 7, "#3f979b", "#0a3a4a"),
      path(
        "M0,176 q50,-18 100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 t100,0 V210 H0z",
        "#3f979b",
      ),
      // The boat, its rod, and the line.
      path("M1010,112 H1330 L1284,186 Q1276,196 1262,196 H1084 Q1068,196 1060,186z", tone.signal),
      path("M1010,112 H1330 L1321,128 H1020z", "#8f2714"),
      path("M1178,112 q-2,-52 22,-58 q26,4 26,58z", tone.ink),
      circle(1202, 38, 17, "#e8c9a0"),
      path("M1180,34 q22,-28 44,0 l10,2 h-64z", "#35565f"),
      line("M1196,86 L852,14", "#5b3a1e", 6),
      line("M852,14 Q812,60 806,330", tone.wash, 2.5),
      // Light that goes down through the water.
      faint(
        0.08,
        polygon(
          [
            [330, 176],
            [450, 176],
            [620, 900],
            [230, 900],
          ],
          tone.wash,
        ),
      ),
      faint(
        0.08,
        polygon(
          [
            [520, 176],
            [580, 176],
            [820, 900],
            [640, 900],
          ],
          tone.wash,
        ),
      ),
      bubbles,
      fish(250, 520, 1.15, "#1f6f78"),
      fish(430, 690, 0.8, "#17606b"),
      fish(330, 360, 0.7, "#2b838a"),
      path("M0,900 V838 Q130,800 260,842 T520,846 Q640,830 760,866 T1120,850 Q1330,812 1600,862 V900z", "#062a37"),
      times(9, (index) =>
        line(
          `M${90 + index * 180},${872} q${index % 2 ? 24 : -24},-50 ${index % 2 ? 4 : -4},-${96 + (index % 3) * 34}`,
          "#0d4a52",
          9,
        ),
      ),
      // The letter.
      `<g transform="rotate(-7 806 560)">`,
      faint(0.3, rect(560, 452, 520, 320, "#06202b", 6)),
      rect(546, 432, 520, 320, tone.paper, 6),
      path("M546,752 L740,574 H872 L1066,752z", "#ece5d6"),
      path("M552,433 H1060 L824,616 Q806,628 788,616z", "#f7f2e7"),
      line("M552,435 L788,616 Q806,628 824,616 L1060,435", "#cfc3ab", 4),
      circle(806, 612, 48, "#8f2714"),
      circle(803, 607, 46, tone.signal),
      line("M803,582 v32 M787,598 a16,18 0 1 0 32,0", "#f3b9a6", 6),
      "</g>",
      // The hook goes through its upper edge.
      line("M806,330 v84 q0,62 -48,62 q-44,0 -44,-44", "#223642", 15),
      line("M806,330 v84 q0,62 -48,62 q-44,0 -44,-44", "#d4dde0", 8),
      path("M714,404 l-15,34 h30z", "#d4dde0"),
      circle(806, 326, 11, "#d4dde0"),
    ].join("");
  },
};
