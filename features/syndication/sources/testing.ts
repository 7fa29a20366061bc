import type { FeedPolicyInput } from "./schema.ts";

/** For tests: a complete policy, with what `changed` says. */
export const aPolicy = (changed: Partial<FeedPolicyInput> = {}): FeedPolicyInput => ({
  sourceName: "ZDNet",
  sourceUrl: "https://www.zdnet.fr/",
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
  category: null,
  author: "",
  blockedWords: "",
  blockedAuthors: "",
  interval: null,
  term: [],
  termCategory: [],
  termTag: [],
  ...changed,
});
