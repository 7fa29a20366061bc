import { circle, faint, line, path, rect, ring, type Scene, times, tone } from "./drawing.ts";

/** A drawing repeated around the middle of the door. */
function around(count: number, drawing: string, start = 0): string {
  return times(count, (index) => `<g transform="rotate(${start + (index * 360) / count} 800 450)">${drawing}</g>`);
}

/** The half of a disc that the light does not reach. */
const shaded = (radius: number) =>
  faint(
    0.14,
    path(
      `M${800 + radius * 0.71},${450 - radius * 0.71} A${radius},${radius} 0 0 1 ${800 - radius * 0.71},${450 + radius * 0.71}z`,
      tone.ink,
    ),
  );

export const bankVault: Scene = {
  draw() {
    return [
      rect(0, 0, 1600, 900, "#6b7f86"),
      times(5, (column) => rect(column * 400 - 3, 0, 6, 900, "#5c6f76") + rect(column * 400 + 3, 0, 3, 900, "#7d9097")),
      rect(0, 447, 1600, 6, "#5c6f76"),
      times(5, (column) =>
        times(2, (row) =>
          times(4, (bolt) =>
            circle(column * 400 + (bolt % 2 ? 372 : 28), row * 450 + (bolt < 2 ? 28 : 422), 9, "#54666d"),
          ),
        ),
      ),
      // Hinges to the left.
      ...[250, 580].map(
        (y) =>
          rect(330, y + 10, 230, 76, "#3a474d", 12) +
          rect(330, y, 230, 76, "#93a3a8", 12) +
          rect(330, y, 230, 12, "#b5c1c4", 6) +
          rect(352, y - 14, 46, 104, "#54646b", 10) +
          rect(352, y - 14, 14, 104, "#78898f", 7),
      ),
      faint(0.3, circle(824, 482, 412, "#1d262a")),
      circle(800, 450, 410, "#3e4c53"),
      circle(800, 450, 392, "#b4c0c2"),
      shaded(392),
      circle(800, 450, 340, "#4b5a61"),
      circle(800, 450, 328, "#8d9da2"),
      shaded(328),
      around(16, circle(800, 84, 15, "#55646a") + circle(798, 81, 13, "#dfe5e5")),
      around(
        8,
        rect(776, 116, 48, 92, "#3a474d", 8) +
          rect(776, 112, 48, 88, "#c9d2d3", 8) +
          rect(776, 112, 15, 88, "#e8eded", 8),
        22.5,
      ),
      circle(800, 450, 232, "#4b5a61"),
      circle(800, 450, 224, "#a4b2b5"),
      shaded(224),
      around(60, rect(798.5, 236, 3, 16, "#54646b")),
      around(12, rect(797, 236, 6, 26, "#3a474d")),
      // The wheel.
      `<g opacity="0.28" transform="translate(12 20)">${ring(800, 450, 150, "#1d262a", 30)}${around(5, rect(788, 256, 24, 194, "#1d262a", 12), 12)}</g>`,
      around(
        5,
        rect(787, 262, 26, 188, "#2a343a", 12) +
          circle(800, 262, 26, "#2a343a") +
          circle(797, 258, 21, tone.amber) +
          circle(791, 251, 7, "#f5c973"),
        12,
      ),
      ring(800, 450, 150, "#2a343a", 30),
      ring(800, 450, 153, "#4c5b62", 7),
      circle(800, 450, 66, "#2a343a"),
      circle(797, 446, 54, "#54646b"),
      circle(797, 446, 30, tone.amber),
      line("M784,434 a18,18 0 0 1 14,-8", "#f5c973", 5),
    ].join("");
  },
};
