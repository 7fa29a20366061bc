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

export const pinActs = ["up", "down", "first", "remove", "pin", "until", "order"] as const;
export type PinAct = (typeof pinActs)[number];

/** The ids in their new order. An act about an article that is not there, or at the end of its way, changes nothing. */
export function reorderIds(ids: readonly number[], act: PinAct, id: number, order: readonly number[] = []): number[] {
  const at = ids.indexOf(id);
  const without = ids.filter((one) => one !== id);
  switch (act) {
    case "order":
      return [...new Set(order)];
    case "pin":
      return at < 0 ? [...ids, id] : [...ids];
    case "first":
      return [id, ...without];
    case "remove":
      return without;
    case "up":
      return at > 0 ? without.toSpliced(at - 1, 0, id) : [...ids];
    case "down":
      return at >= 0 ? without.toSpliced(at + 1, 0, id) : [...ids];
    case "until":
      return [...ids];
  }
}
