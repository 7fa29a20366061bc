/**
 * Maximum number of pins: the articles of the front with a lead picture, so that every pin is visible without scrolling
 * further.
 */
export const maxPins = 6;

/** The lead article and five beside it; without a picture, two rows of three below it. */
const frontSizes = { picture: 6, bare: 7 };

interface FrontArticle {
  id: number;
  picture: unknown;
}

/**
 * Composes the front of the home page: the chosen articles in their order, then the newest of the others; `rest`
 * follows below.
 */
export function composeFrontPage<T extends FrontArticle>(chosen: T[], newest: T[]): { front: T[]; rest: T[] } {
  const pinned = new Set(chosen.map(({ id }) => id));
  const all = [...chosen, ...newest.filter(({ id }) => !pinned.has(id))];
  const size = all[0]?.picture ? frontSizes.picture : frontSizes.bare;
  return { front: all.slice(0, size), rest: all.slice(size) };
}
