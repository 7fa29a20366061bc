/** The storage key of stars chosen before signing in, kept for the lifetime of the tab. */
const nameOf = (article: string) => `vigie:rating:${article}`;

/** Stores the stars chosen for an article; `undefined` deletes them. */
export function storeUnsavedRating(article: string, stars: number | undefined): void {
  try {
    if (stars === undefined) sessionStorage.removeItem(nameOf(article));
    else sessionStorage.setItem(nameOf(article), String(stars));
  } catch {
    // Without storage the reader chooses the stars again.
  }
}

/** Reads the stars stored for an article, 1 to 5. */
export function readUnsavedRating(article: string): number | undefined {
  try {
    const stars = Number(sessionStorage.getItem(nameOf(article)));
    return Number.isInteger(stars) && stars >= 1 && stars <= 5 ? stars : undefined;
  } catch {
    return undefined;
  }
}
