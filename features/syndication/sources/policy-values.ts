import type { FeedDetails } from "./queries.ts";

/** A feed's policy as the fields of its form show it. */
export interface PolicyValues {
  sourceName: string;
  sourceUrl: string;
  description: string;
  attribution: string;
  licence: string;
  publication: string;
  body: string;
  indexing: string;
  editPolicy: string;
  deletionPolicy: string;
  pictures: boolean;
  language: string;
  category: string;
  author: string;
  blockedWords: string;
  blockedAuthors: string;
  interval: string;
  mappings: { term: string; category: string; tag: string }[];
}

/** The policy that a new feed begins with: nothing is published without an editor, and search engines stay out. */
export const presetPolicy: PolicyValues = {
  sourceName: "",
  sourceUrl: "",
  description: "",
  attribution: "",
  licence: "",
  publication: "draft",
  body: "excerpt",
  indexing: "noindex",
  editPolicy: "review",
  deletionPolicy: "review",
  pictures: true,
  language: "",
  category: "",
  author: "",
  blockedWords: "",
  blockedAuthors: "",
  interval: "",
  mappings: [],
};

/** The stored policy of a feed, for its form. */
export function toPolicyValues({ feed, source, author }: FeedDetails): PolicyValues {
  const { publication, body, indexing, editPolicy, deletionPolicy, pictures, language } = feed;
  return {
    ...{ publication, body, indexing, editPolicy, deletionPolicy, pictures, language },
    sourceName: source.name,
    sourceUrl: source.url,
    description: source.description,
    attribution: source.attribution,
    licence: source.licence,
    category: String(feed.categoryId ?? ""),
    author: author ?? "",
    blockedWords: feed.blockedWords,
    blockedAuthors: feed.blockedAuthors,
    interval: String(feed.intervalMinutes ?? ""),
    mappings: feed.termMappings.map(({ term, categoryId, tag }) => ({
      term,
      category: String(categoryId ?? ""),
      tag: tag ?? "",
    })),
  };
}

/** The values after a refusal: what was typed, where it came back. Checkboxes that are not sent are off. */
export function typedPolicy(values: PolicyValues, typed: Record<string, string>): PolicyValues {
  const read = (name: keyof PolicyValues & string, fallback: string) => typed[name] ?? fallback;
  const column = (name: string) => (typed[name] ?? "").split("\n");
  const [terms, categories, tags] = [column("term"), column("termCategory"), column("termTag")];
  return {
    sourceName: read("sourceName", values.sourceName),
    sourceUrl: read("sourceUrl", values.sourceUrl),
    description: read("description", values.description),
    attribution: read("attribution", values.attribution),
    licence: read("licence", values.licence),
    publication: read("publication", values.publication),
    body: read("body", values.body),
    indexing: read("indexing", values.indexing),
    editPolicy: read("editPolicy", values.editPolicy),
    deletionPolicy: read("deletionPolicy", values.deletionPolicy),
    pictures: typed.pictures === "1",
    language: read("language", values.language),
    category: read("category", values.category),
    author: read("author", values.author),
    blockedWords: read("blockedWords", values.blockedWords),
    blockedAuthors: read("blockedAuthors", values.blockedAuthors),
    interval: read("interval", values.interval),
    mappings: terms.flatMap((term, n) => {
      const row = { term, category: categories[n] ?? "", tag: tags[n] ?? "" };
      return Object.values(row).some((text) => text !== "") ? [row] : [];
    }),
  };
}
