/** What an address leads to, for a card: one of our articles, or a page of another site. */
export type LinkDetails =
  | { kind: "article"; id: number; slug: string; title: string }
  | { kind: "page"; title: string };
