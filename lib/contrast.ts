/** A colour as in style sheets, six digits: "#c23a1a". */
type Hex = string;

/** Whether a text is a colour of six hexadecimal digits. */
export function isHex(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

const channels = (hex: Hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Relative luminance from 0 (black) to 1 (white), as WCAG 2.2 defines it. */
export function luminance(hex: Hex): number {
  const [red = 0, green = 0, blue = 0] = channels(hex).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of two colours, from 1 to 21 (WCAG 2.2). */
export function contrast(one: Hex, other: Hex): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The lowest contrast of a colour with any of these backgrounds. */
export function lowestContrast(hex: Hex, backgrounds: readonly Hex[]): number {
  return Math.min(...backgrounds.map((ground) => contrast(hex, ground)));
}

/**
 * The colour itself, or mixed with as little of `toward` as gives it the contrast `minRatio` with every background, in
 * steps of a hundredth.
 */
export function mixUntil(hex: Hex, toward: Hex, backgrounds: readonly Hex[], minRatio: number): Hex {
  const [from, to] = [channels(hex), channels(toward)];
  for (let part = 0; part < 100; part += 1) {
    const mixed = `#${from.map((value, at) => byte(value + ((to[at] ?? 0) - value) * (part / 100))).join("")}`;
    if (lowestContrast(mixed, backgrounds) >= minRatio) return mixed;
  }
  return toward;
}

const byte = (value: number) => Math.round(value).toString(16).padStart(2, "0");
