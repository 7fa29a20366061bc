import { circle, line, mix, rect, type Scene, times, tone } from "./drawing.ts";

const colours = [
  tone.lamp,
  "#e4694a",
  "#6cc0c6",
  tone.wash,
  "#8fb573",
  "#e4694a",
  tone.lamp,
  "#b79bd6",
  "#6cc0c6",
  tone.wash,
];
const ports = 10;

/** A cable with its dark edge and a thin light on its back. */
function cable(d: string, colour: string): string {
  return (
    line(d, "#150f22", 40) +
    line(d, colour, 30) +
    `<g transform="translate(-3 -6)">${line(d, mix(colour, "#ffffff", 0.45), 5)}</g>`
  );
}

export const patchCables: Scene = {
  draw() {
    const x = (port: number) => 215 + port * 130;
    const socket = (port: number, y: number) =>
      rect(x(port) - 43, y, 86, 78, "#120d1e", 8) +
      rect(x(port) - 43, y + 70, 86, 8, "#55476f", 4) +
      times(6, (pin) => rect(x(port) - 28 + pin * 10, y + 8, 4, 16, "#b98a34")) +
      circle(x(port) - 26, y - 17, 6, (port * 7 + y) % 3 ? "#8fd16f" : "#4a3d63") +
      circle(x(port) - 4, y - 17, 6, (port * 5) % 4 ? "#4a3d63" : tone.lamp);
    const plug = (port: number, y: number, colour: string) =>
      rect(x(port) - 31, y + 26, 62, 84, "#150f22", 7) +
      rect(x(port) - 28, y + 28, 56, 78, mix(colour, "#2a2140", 0.28), 6) +
      rect(x(port) - 28, y + 28, 16, 78, mix(colour, "#ffffff", 0.2), 6) +
      rect(x(port) - 10, y + 96, 20, 34, mix(colour, "#2a2140", 0.45), 6);
    // Where each port's cable comes from below: a bundle to the left, a bundle to the right, some crossing.
    const upper = [3, 0, 5, 1, 2, 8, 4, 9, 6, 7];
    const lower = [1, 4, 0, 6, 3, 5, 9, 2, 8, 7];
    const from = (place: number) => (place < 5 ? 190 + place * 46 : 1130 + (place - 5) * 46);
    const run = (port: number, place: number, y: number) =>
      `M${x(port)},${y + 112} C${x(port)},${y + 330} ${from(place)},${y + 210} ${from(place)},960`;
    const used = [0, 2, 3, 5, 6, 8, 9];
    const lowerUsed = [0, 1, 3, 4, 6, 7, 9];
    return [
      rect(0, 0, 1600, 900, "#2d2245"),
      times(9, (index) => rect(0, 470 + index * 56, 1600, 3, "#352950")),
      rect(70, 60, 1460, 370, "#171025", 16),
      rect(70, 46, 1460, 370, "#43355f", 16),
      rect(70, 46, 1460, 12, "#5a4a7a", 6),
      ...[
        [100, 84],
        [1500, 84],
        [100, 380],
        [1500, 380],
      ].map(([cx = 0, cy = 0]) => circle(cx, cy, 13, "#231938") + line(`M${cx - 7},${cy - 4} l14,8`, "#6b5a8c", 4)),
      times(ports, (port) => socket(port, 108) + socket(port, 272)),
      ...used.map((port) => cable(run(port, upper[port] ?? 0, 108), colours[port] ?? tone.wash)),
      ...used.map((port) => plug(port, 108, colours[port] ?? tone.wash)),
      ...lowerUsed.map((port) => cable(run(port, lower[port] ?? 0, 272), colours[(port + 3) % 10] ?? tone.wash)),
      ...lowerUsed.map((port) => plug(port, 272, colours[(port + 3) % 10] ?? tone.wash)),
      // Two straps hold the bundles.
      rect(160, 806, 250, 42, "#120d1e", 12),
      rect(160, 800, 250, 38, "#4a3d63", 12),
      rect(1100, 806, 250, 42, "#120d1e", 12),
      rect(1100, 800, 250, 38, "#4a3d63", 12),
    ].join("");
  },
};
