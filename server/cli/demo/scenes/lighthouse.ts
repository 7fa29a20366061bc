import { bands, circle, faint, line, mix, path, polygon, random, rect, type Scene, times, tone } from "./drawing.ts";

export const lighthouse: Scene = {
  draw() {
    const chance = random(34);
    const stars = times(90, () => {
      const y = chance() * 520;
      return faint(0.25 + chance() * 0.6, circle(chance() * 1600, y, 1 + chance() * 2, tone.wash));
    });
    const swell = times(70, () => {
      const y = 668 + chance() * 226;
      return faint(
        0.12 + chance() * 0.2,
        line(`M${chance() * 1600},${y} h${26 + (y - 640) * 0.55 * chance()}`, "#9cc3cf", 2 + (y - 650) / 90),
      );
    });
    const glints = times(22, (index) => {
      const y = 664 + index * 10;
      const half = (14 + index * 5.5) * (0.55 + chance() * 0.6);
      return faint(0.75 - index * 0.027, line(`M${1130 - half + chance() * 16},${y} h${half * 2}`, tone.lamp, 4));
    });
    const half = (y: number) => 54 + ((y - 300) / 400) * 34;
    const band = (top: number, bottom: number, fill: string) =>
      polygon(
        [
          [800 - half(top), top],
          [800 + half(top), top],
          [800 + half(bottom), bottom],
          [800 - half(bottom), bottom],
        ],
        fill,
      );
    const shade = (top: number, bottom: number) =>
      faint(
        0.22,
        polygon(
          [
            [800 + half(top) * 0.25, top],
            [800 + half(top), top],
            [800 + half(bottom), bottom],
            [800 + half(bottom) * 0.25, bottom],
          ],
          "#0b1420",
        ),
      );
    return [
      bands(0, 650, 8, "#0c1626", "#2f5068"),
      stars,
      circle(268, 170, 60, "#e9e2cd"),
      circle(294, 156, 56, mix("#0c1626", "#2f5068", 0.14)),
      // The beam: wide and faint, narrow and bright.
      faint(
        0.2,
        polygon(
          [
            [800, 226],
            [1600, 20],
            [1600, 420],
            [800, 250],
          ],
          tone.lamp,
        ),
      ),
      faint(
        0.4,
        polygon(
          [
            [800, 230],
            [1600, 130],
            [1600, 320],
            [800, 246],
          ],
          tone.lamp,
        ),
      ),
      faint(
        0.13,
        polygon(
          [
            [800, 226],
            [0, 40],
            [0, 400],
            [800, 250],
          ],
          tone.lamp,
        ),
      ),
      faint(
        0.2,
        polygon(
          [
            [800, 230],
            [0, 150],
            [0, 300],
            [800, 246],
          ],
          tone.lamp,
        ),
      ),
      bands(646, 900, 5, "#1d4558", "#0b2434"),
      swell,
      glints,
      // A boat on its way home.
      path("M1082,640 H1178 L1164,666 H1098z", tone.ink),
      path("M1126,634 V560 L1172,634z", tone.wash),
      path("M1120,634 V576 L1090,634z", "#cfc5b0"),
      // Rock.
      path(
        "M480,760 L560,716 L610,690 L690,664 L912,664 L980,692 L1040,704 L1100,760 L1180,800 L1130,900 H420 L440,820z",
        "#16202b",
      ),
      path(
        "M480,760 L560,716 L610,690 L690,664 L800,664 L742,716 L690,742 L640,824 L560,900 H420 L440,820z",
        "#2a3946",
      ),
      path("M690,664 L800,664 L742,716 L668,706z", "#3c4e5c"),
      path("M912,664 L980,692 L930,760 L860,720z", "#22303c"),
      // The keeper's house.
      rect(884, 586, 150, 84, "#d9cfba"),
      polygon(
        [
          [872, 590],
          [910, 540],
          [1010, 540],
          [1046, 590],
        ],
        "#7c2a18",
      ),
      rect(912, 612, 26, 30, tone.lamp),
      rect(972, 612, 26, 30, "#47545c"),
      // The tower.
      band(300, 690, tone.wash),
      band(372, 452, tone.signal),
      band(532, 612, tone.signal),
      shade(300, 690),
      ...[330, 484, 650].map((y) => rect(790, y, 20, 30, "#24313c", 10)),
      rect(728, 286, 144, 18, "#24313c", 4),
      rect(742, 262, 116, 4, "#5b6c78"),
      times(7, (index) => rect(742 + index * 18.6, 262, 4, 26, "#5b6c78")),
      rect(762, 206, 76, 82, "#f9d88a"),
      rect(762, 206, 76, 82, tone.lamp, 4),
      circle(800, 240, 25, "#fff4d6"),
      times(4, (index) => rect(762 + index * 24.2, 206, 3.6, 82, "#24313c")),
      path("M750,208 H850 Q842,160 800,152 Q758,160 750,208z", tone.signal),
      path("M800,152 Q842,160 850,208 H818 Q816,172 800,152z", "#8f2714"),
      circle(800, 146, 9, "#24313c"),
      line("M800,140 v-30", "#24313c", 4),
    ].join("");
  },
};
