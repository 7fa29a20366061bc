import { circle, faint, line, path, polygon, random, rect, type Scene, times, tone } from "./drawing.ts";

const columns = 6;
const rows = 4;
/** The window that is lit, in reading order. */
const awake = 8;
const size = 168;

const frame = "#3a3560";

function darkWindow(x: number, y: number, chance: () => number): string {
  const kind = chance();
  const blind = 40 + chance() * 110;
  const slats = times(Math.floor(blind / 14), (index) => rect(x, y + 10 + index * 14, size, 3, "#2c3358"));
  return (
    rect(x, y, size, size, ["#161c38", "#1a2142", "#12182f"][Math.floor(chance() * 3)] ?? "") +
    faint(
      0.55,
      polygon(
        [
          [x + 14, y + size],
          [x + 92, y],
          [x + 120, y],
          [x + 42, y + size],
        ],
        "#27305a",
      ),
    ) +
    (kind < 0.34 ? rect(x, y, size, blind, "#343c66") + slats : "") +
    (kind > 0.72 ? rect(x, y, 42, size, "#2f2a55") + rect(x + size - 42, y, 42, size, "#2f2a55") : "")
  );
}

function litOne(x: number, y: number): string {
  return [
    rect(x, y, size, size, tone.lamp),
    rect(x, y, size, 74, "#f7c55c"),
    // A lamp, a shelf, somebody at a table before a screen.
    line(`M${x + 46},${y} v38`, "#7a4a10", 3),
    path(`M${x + 24},${y + 62} q22,-46 44,0z`, tone.signal),
    rect(x + 102, y + 40, 54, 5, "#9a5f12"),
    ...[0, 1, 2, 3].map((book) =>
      rect(
        x + 108 + book * 11,
        y + 14 + (book % 2) * 5,
        8,
        26 - (book % 2) * 5,
        ["#7c2a18", "#0b5c6e", "#5b3a6b", "#7a4a10"][book] ?? "",
      ),
    ),
    path(`M${x + 74},${y + size} q0,-66 40,-68 q42,2 44,68z`, "#2a1c33"),
    circle(x + 112, y + 82, 23, "#2a1c33"),
    path(`M${x + 76},${y + 130} l-30,16 l4,10 l40,-8z`, "#2a1c33"),
    rect(x + 6, y + 148, size - 12, 20, "#8a5216"),
    polygon(
      [
        [x + 16, y + 148],
        [x + 26, y + 102],
        [x + 72, y + 102],
        [x + 68, y + 148],
      ],
      "#4a2f3b",
    ),
    polygon(
      [
        [x + 68, y + 148],
        [x + 72, y + 102],
        [x + 77, y + 102],
        [x + 73, y + 148],
      ],
      "#dfeef0",
    ),
  ].join("");
}

export const litWindow: Scene = {
  draw() {
    const chance = random(60);
    const windows = times(columns * rows, (index) => {
      const x = 66 + (index % columns) * 260;
      const y = 42 + Math.floor(index / columns) * 232;
      const lit = index === awake;
      return (
        rect(x - 16, y - 16, size + 32, size + 22, frame) +
        rect(x - 16, y - 16, size + 32, 9, "#6a6396") +
        (lit ? litOne(x, y) : darkWindow(x, y, chance)) +
        (lit ? "" : rect(x + size / 2 - 3.5, y, 7, size, frame)) +
        rect(x, y + 56, size, 6, lit ? "#c98a1c" : frame) +
        rect(x - 26, y + size + 4, size + 52, 16, lit ? "#b8924f" : "#777099") +
        rect(x - 26, y + size + 20, size + 52, 9, "#34305a")
      );
    });
    return [
      rect(0, 0, 1600, 900, "#4f4980"),
      times(26, (course) => rect(0, course * 36, 1600, 2, "#47417a")),
      times(rows, (row) => rect(0, 2 + row * 232, 1600, 7, "#615a92")),
      // Its light falls on the wall around and below, before the other windows are drawn.
      faint(
        0.14,
        polygon(
          [
            [570, 488],
            [770, 488],
            [960, 900],
            [380, 900],
          ],
          tone.lamp,
        ),
      ),
      faint(
        0.16,
        polygon(
          [
            [586, 488],
            [754, 488],
            [840, 900],
            [500, 900],
          ],
          tone.lamp,
        ),
      ),
      windows,
    ].join("");
  },
};
