export const suggestionKinds = ["article", "category", "tag", "word", "author", "source"] as const;
export type SuggestionKind = (typeof suggestionKinds)[number];

/** One line of the list below the search field. */
export interface Suggestion {
  kind: SuggestionKind;
  text: string;
  /** The parts of `text` that were typed: start and end in UTF-16 units. */
  marks: [start: number, end: number][];
  /** Where it leads on this site. */
  path: string;
}

/** What `/search/suggest` answers, in the order in which it is shown. */
export interface Suggestions {
  articles: Suggestion[];
  /** Categories, tags, and words of articles. */
  terms: Suggestion[];
  /** Authors and sources. */
  people: Suggestion[];
}

export const maxSuggestions = { articles: 5, terms: 5, people: 3 } as const satisfies Record<keyof Suggestions, number>;

/** The address of a search. */
export const searchPath = (text: string): string => `/search?q=${encodeURIComponent(text).replaceAll("%20", "+")}`;
