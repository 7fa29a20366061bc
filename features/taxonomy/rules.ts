/** Categories in the header and on the home: one row on a wide screen. All others stand in the foot. */
export const mostInHeader = 9;

interface Ordered {
  articles: number;
  position: number;
}

/**
 * The ones to show where only `most` fit: those that the editors put first, among equals those with most articles. They keep the
 * order in which they came.
 */
export function foremost<T extends Ordered>(places: T[], most: number): T[] {
  if (places.length <= most) return places;
  const chosen = new Set([...places].sort((a, b) => a.position - b.position || b.articles - a.articles).slice(0, most));
  return places.filter((place) => chosen.has(place));
}
