/** As many as stand beside a lead story with a picture, itself included: whatever is chosen is seen without scrolling on. */
export const maxPins = 6;

/** The lead story and five beside it; without a picture, two rows of three below it. */
const frontSizes = { picture: 6, bare: 7 };

interface FrontArticle {
  id: number;
  picture: unknown;
}

/** What stands at the head of the home page: what editors chose, in their order, then the newest of the rest; and what follows below. */
export function composeFrontPage<T extends FrontArticle>(chosen: T[], newest: T[]): { front: T[]; rest: T[] } {
  const pinned = new Set(chosen.map(({ id }) => id));
  const all = [...chosen, ...newest.filter(({ id }) => !pinned.has(id))];
  const size = all[0]?.picture ? frontSizes.picture : frontSizes.bare;
  return { front: all.slice(0, size), rest: all.slice(size) };
}
