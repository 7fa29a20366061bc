import { circle, line, mix, path, random, rect, type Scene, times, tone } from "./drawing.ts";

const board = "#0f4d40";
const trace = "#3f9a7c";
const gold = "#d9ab4b";

/** Traces from the upper side of the chip, spreading at 45 degrees; turned for the other sides. */
function fan(angle: number, reach: number, chance: () => number): string {
  const pins = 11;
  const traces = times(pins, (pin) => {
    const from = (pin - (pins - 1) / 2) * 30;
    const spread = (pin - (pins - 1) / 2) * 46;
    const start = 232 + Math.abs(Math.abs(pin - 5) - 5) * 26;
    const turnEnd = start + Math.abs(spread);
    const ends = chance() < 0.42;
    const end = ends ? turnEnd + 40 + chance() * 130 : reach;
    const d = `M${from},-190 V${-start} L${from + spread},${-turnEnd} V${-end}`;
    return (
      line(d, trace, 9) + (ends ? circle(from + spread, -end, 17, gold) + circle(from + spread, -end, 8, board) : "")
    );
  });
  const legs = times(
    pins,
    (pin) => rect((pin - 5) * 30 - 8, -214, 16, 44, gold, 3) + rect((pin - 5) * 30 - 8, -214, 16, 8, "#f3d691", 3),
  );
  return `<g transform="translate(800 450) rotate(${angle})">${traces}${legs}</g>`;
}

export const microchip: Scene = {
  draw() {
    const chance = random(93);
    const parts: [number, number, boolean][] = [
      [150, 130, true],
      [318, 116, true],
      [1450, 150, false],
      [1330, 112, true],
      [140, 760, false],
      [300, 800, true],
      [1462, 770, true],
      [1310, 800, true],
    ];
    return [
      rect(0, 0, 1600, 900, board),
      times(17, (index) => rect(index * 100 - 2, 0, 2, 900, mix(board, "#ffffff", 0.05))),
      times(9, (index) => rect(0, index * 100 + 48, 1600, 2, mix(board, "#ffffff", 0.05))),
      fan(0, 700, chance),
      fan(90, 1000, chance),
      fan(180, 700, chance),
      fan(270, 1000, chance),
      ...parts.map(([x, y, flat]) =>
        flat
          ? rect(x - 52, y - 24, 104, 54, "#0a352c", 5) +
            rect(x - 52, y - 30, 104, 54, "#c9c3b2", 5) +
            rect(x - 30, y - 30, 60, 54, "#7a4a2a") +
            rect(x - 30, y - 30, 60, 10, "#96603c")
          : circle(x + 4, y + 8, 58, "#0a352c") +
            circle(x, y, 56, "#1b2a33") +
            circle(x - 3, y - 4, 46, "#aab4b8") +
            path(`M${x - 49},${y - 4} a46,46 0 0 1 60,-44 l-20,86 a46,46 0 0 1 -40,-42z`, "#d5dcdd"),
      ),
      rect(610, 274, 396, 396, "#08291f", 18),
      rect(602, 254, 396, 396, "#171b20", 18),
      rect(602, 254, 396, 10, "#3a424b", 5),
      rect(660, 312, 280, 280, "#262d35", 10),
      path("M660,322 a10,10 0 0 1 10,-10 H880 L660,532z", "#303943"),
      // A keyhole is engraved in it, lit from inside.
      circle(800, 424, 42, tone.lamp),
      path("M778,438 h44 l18,92 h-80z", tone.lamp),
      circle(636, 288, 10, "#3a424b"),
    ].join("");
  },
};
