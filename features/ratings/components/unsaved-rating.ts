/** The storage key of stars chosen before signing in, kept for the lifetime of the tab. */
const storageKey = (article: string) => `vigie:rating:${article}`;

/** Stores the stars chosen for an article; `undefined` deletes them. */
export function storeUnsavedRating(article: string, stars: number | undefined): void {
  try {
    if (stars === undefined) sessionStorage.removeItem(storageKey(article));
    else sessionStorage.setItem(storageKey(article), String(stars));
  } catch {
    // Without storage the reader chooses the stars again.
  }
}

/** Reads the stars stored for an article, 1 to 5. */
export function readUnsavedRating(article: string): number | undefined {
  try {
    const stars = Number(sessionStorage.getItem(storageKey(article)));
    return Number.isInteger(stars) && stars >= 1 && stars <= 5 ? stars : undefined;
  } catch {
    return undefined;
  }
}
