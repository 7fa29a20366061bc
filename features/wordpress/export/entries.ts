/** The entries of an export, in the order of the file. */
export type Entry =
  | { kind: "channel"; channel: Channel }
  | { kind: "author"; author: ExportAuthor }
  | { kind: "term"; term: ExportTerm }
  | { kind: "item"; item: ExportItem };

export interface Channel {
  title: string;
  /** WXR version: 1.0, 1.1 or 1.2. */
  version: string;
  siteUrl: string;
  /** The tagline. */
  description: string;
  /** As RSS names it: "fr-FR". */
  language: string;
  blogUrl: string;
}

export interface ExportAuthor {
  /** "" in old exports. */
  id: string;
  login: string;
  name: string;
}

export interface ExportTerm {
  /** "category", "post_tag", or a taxonomy of a plugin. */
  taxonomy: string;
  /** Its id on the blog, or "". */
  id: string;
  nicename: string;
  name: string;
  description: string;
  /** Nicename of the parent category, or "". */
  parent: string;
}

/** The prefix of ids that are generated for items without one: such items have no address by id. */
export const generatedIdPrefix = "without-id-";

export const hasGeneratedId = (id: string) => id.startsWith(generatedIdPrefix);

export interface ExportItem {
  /** Line of the file at which the item begins. */
  line: number;
  /** Its id on the blog, or a generated one. */
  id: string;
  type: string;
  status: string;
  title: string;
  link: string;
  creator: string;
  /** "" in a `light` reading. */
  content: string;
  excerpt: string;
  /** `YYYY-MM-DD hh:mm:ss` in the blog's time zone; may be "" or zeros. */
  date: string;
  dateGmt: string;
  modifiedGmt: string;
  pubDate: string;
  name: string;
  password: string;
  parent: string;
  commentStatus: string;
  attachmentUrl: string;
  menuOrder: string;
  /** "1": pinned to the top of the blog. */
  sticky: string;
  terms: { taxonomy: string; nicename: string; name: string }[];
  /** Values of the meta keys that an import reads. */
  meta: Map<string, string[]>;
  comments: ExportComment[];
}

export interface ExportComment {
  id: string;
  author: string;
  /** HMAC of the author's address (`hashGuestAddress`); the address itself is not kept. */
  addressHmac: string | undefined;
  /** Of the author's account on the blog; "0" or "" for guests. */
  userId: string;
  content: string;
  date: string;
  dateGmt: string;
  /** "1", "0", "spam", "trash" … */
  approved: string;
  type: string;
  parent: string;
}
