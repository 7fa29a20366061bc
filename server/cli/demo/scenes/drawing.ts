/** Size of each scene in pixels. */
export const sceneWidth = 1600;
export const sceneHeight = 900;

/** The site's own colours, and further tones that the scenes share. */
export const tone = {
  paper: "#fdfcf9",
  wash: "#f4f1ea",
  sand: "#e6dcc6",
  ink: "#15181e",
  night: "#14202e",
  petrol: "#0b5c6e",
  lamp: "#f2b33d",
  amber: "#d98a00",
  signal: "#c23a1a",
} as const;

export interface Scene {
  /** SVG markup of the whole scene, without its root element. */
  draw(): string;
}

/** Numbers from 0 (included) to 1, the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Joins the drawings for each of `count` indexes. */
export function times(count: number, draw: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => draw(index)).join("");
}

/** Two decimals are enough, and keep the markup short. */
const round = (value: number): number => Math.round(value * 100) / 100;

export function rect(x: number, y: number, width: number, height: number, fill: string, radius = 0): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${round(radius)}" fill="${fill}"/>`;
}

export function circle(x: number, y: number, radius: number, fill: string): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${fill}"/>`;
}

export function ring(x: number, y: number, radius: number, stroke: string, width: number): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="none" stroke="${stroke}" stroke-width="${round(width)}"/>`;
}

export function polygon(points: [number, number][], fill: string): string {
  return `<polygon points="${points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ")}" fill="${fill}"/>`;
}

export function path(d: string, fill: string): string {
  return `<path d="${d}" fill="${fill}"/>`;
}

export function line(d: string, stroke: string, width: number, more = ""): string {
  return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${round(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;
}

/** The same drawing, translucent. */
export function faint(opacity: number, drawing: string): string {
  return `<g opacity="${opacity}">${drawing}</g>`;
}

/** Mixes two colours; `share` from 0 (the first) to 1 (the second). */
export function mix(from: string, to: string, share: number): string {
  const channel = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => Math.round(channel(from, at) * (1 - share) + channel(to, at) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** Flat bands from the top to the bottom of a stretch, in steps from one colour to another. */
export function bands(top: number, bottom: number, count: number, from: string, to: string): string {
  const height = (bottom - top) / count;
  return times(count, (index) =>
    // One pixel of overlap, or the seam shows.
    rect(0, top + index * height, sceneWidth, height + 1, mix(from, to, count === 1 ? 0 : index / (count - 1))),
  );
}
