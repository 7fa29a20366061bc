/** Escapes the wildcards of `like` and `ilike` in words that somebody typed, so that they are found as they are. */
export const escapeLike = (words: string): string => words.replace(/[\\%_]/g, "\\$&");
