import { circle, faint, path, polygon, random, rect, type Scene, times, tone } from "./drawing.ts";

const columns = 8;
const rowsOfWindows = 5;

export const litWindow: Scene = {
  alt: "La façade d’un immeuble, la nuit ; une seule fenêtre est éclairée, quelqu’un y travaille",
  draw() {
    const chance = random(60);
    const windows = times(columns * rowsOfWindows, (index) => {
      const x = 62 + (index % columns) * 190;
      const y = 44 + Math.floor(index / columns) * 178;
      const lit = index === 20;
      const glass = lit ? tone.lamp : ["#26304f", "#2b3658", "#222b47"][Math.floor(chance() * 3)];
      const shutter = chance();
      const blind = !lit && shutter < 0.4 ? rect(x, y, 126, 30 + shutter * 170, "#3d4a70") : "";
      const curtain =
        !lit && shutter > 0.75 ? rect(x, y, 34, 128, "#37436a") + rect(x + 92, y, 34, 128, "#37436a") : "";
      const person = lit
        ? rect(x, y, 40, 128, "#e59a1f") +
          path(`M${x + 44},${y + 128} q2,-44 30,-46 q30,2 32,46z`, "#2a1c33") +
          circle(x + 75, y + 62, 18, "#2a1c33") +
          polygon(
            [
              [x + 16, y + 128],
              [x + 24, y + 92],
              [x + 58, y + 92],
              [x + 54, y + 128],
            ],
            "#4a2f2b",
          )
        : faint(
            0.5,
            polygon(
              [
                [x + 10, y + 128],
                [x + 66, y],
                [x + 86, y],
                [x + 30, y + 128],
              ],
              "#35416a",
            ),
          );
      return (
        rect(x - 12, y - 12, 150, 152, "#4a4468") +
        rect(x - 12, y - 12, 150, 8, "#676087") +
        rect(x, y, 126, 128, glass ?? "") +
        person +
        blind +
        curtain +
        rect(x + 60, y, 6, 128, "#4a4468") +
        rect(x, y + 44, 126, 5, "#4a4468") +
        rect(x - 20, y + 138, 166, 14, lit ? "#8d7a86" : "#767098") +
        rect(x - 20, y + 152, 166, 7, "#453e61")
      );
    });
    return [
      rect(0, 0, 1600, 900, "#5b5480"),
      times(26, (course) => rect(0, course * 36, 1600, 2, "#544d78")),
      times(rowsOfWindows, (row) => rect(0, 14 + row * 178, 1600, 6, "#696292")),
      windows,
      // Its light falls on the wall below.
      faint(
        0.16,
        polygon(
          [
            [822, 552],
            [948, 552],
            [1040, 900],
            [760, 900],
          ],
          tone.lamp,
        ),
      ),
    ].join("");
  },
};
