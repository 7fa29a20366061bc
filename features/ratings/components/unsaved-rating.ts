/** Keeps, for the lifetime of the tab, the stars that a reader chose before signing in on another page. */
const nameOf = (article: string) => `vigie:rating:${article}`;

/** Keeps the stars chosen for an article; `undefined` once they are saved. */
export function storeUnsavedRating(article: string, stars: number | undefined): void {
  try {
    if (stars === undefined) sessionStorage.removeItem(nameOf(article));
    else sessionStorage.setItem(nameOf(article), String(stars));
  } catch {
    // Without storage, the reader chooses them again.
  }
}

/** The stars kept for an article, 1 to 5. */
export function readUnsavedRating(article: string): number | undefined {
  try {
    const stars = Number(sessionStorage.getItem(nameOf(article)));
    return Number.isInteger(stars) && stars >= 1 && stars <= 5 ? stars : undefined;
  } catch {
    return undefined;
  }
}
