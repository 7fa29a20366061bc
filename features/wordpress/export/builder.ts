import { hash } from "node:crypto";
import type { SaxesTagNS } from "saxes";
import { hashGuestAddress } from "#features/members/guest-comments/address-hmac.ts";
import { type Refusal, refused } from "#lib/result.ts";
import { toImportedSlug } from "../imported-slug.ts";
import { type Channel, type Entry, type ExportComment, type ExportItem, generatedIdPrefix } from "./entries.ts";
import { importedMetaKeys } from "./meta-keys.ts";

const knownVersions = new Set(["1.0", "1.1", "1.2"]);

const wordpressNamespace = /^https?:\/\/wordpress\.org\/export\/\d+\.\d+\/(excerpt\/)?$/;

/** The namespaces' short names, whatever prefix the file declares and whether it says http or https. */
function shortName(tag: SaxesTagNS): string {
  const { uri, local } = tag;
  if (uri === "") return local;
  const wordpress = wordpressNamespace.exec(uri);
  if (wordpress) return wordpress[1] ? `excerpt:${local}` : `wp:${local}`;
  if (/^https?:\/\/purl\.org\/rss\/1\.0\/modules\/content\/$/.test(uri)) return `content:${local}`;
  if (/^https?:\/\/purl\.org\/dc\/elements\/1\.1\/$/.test(uri)) return `dc:${local}`;
  return `?:${local}`;
}

/** The channel's own texts that are read; a file may have millions of other elements. */
const channelFields = new Set([
  "title",
  "link",
  "description",
  "language",
  "wp:wxr_version",
  "wp:base_site_url",
  "wp:base_blog_url",
]);
const records = new Set(["item", "wp:author", "wp:category", "wp:tag", "wp:term", "wp:comment", "wp:postmeta"]);
/** Skipped when the reader is asked for metadata only (`light`). */
const skippedInLightMode = new Set(["content:encoded", "wp:comment"]);

/**
 * Maximum length of a name by which something is identified, in characters, and of a title. WordPress's own columns hold
 * 200 and 65,535; an index entry of PostgreSQL holds 2,700 bytes.
 */
const maxNameLength = 500;
const maxTitleLength = 65_535;
/** Maximum length of an address, in characters: web servers refuse longer ones. */
const maxAddressLength = 8_000;

const cutName = (text: string, length = maxNameLength) =>
  text.length <= length ? text : text.slice(0, length).toWellFormed();

interface Frame {
  name: string;
  attributes: { domain: string; nicename: string };
  text: string[];
  /** Filled for elements that contain others. */
  fields: Map<string, string>;
}

/** Assembles the parser's events into entries. Methods return what is wrong with the file, if anything. */
export class EntryBuilder {
  readonly #light: boolean;
  readonly #blogUrl: string | undefined;
  /** Whether the file declares WordPress's namespace. */
  #wordpress = false;
  readonly #stack: Frame[] = [];
  #done: Entry[] = [];
  readonly #channel = new Map<string, string>();
  #announced: boolean;
  #item: ExportItem | undefined;
  #skip = 0;

  /** @param isPart the head of the file was read before: a part of it begins */
  constructor(light: boolean, isPart = false, blogUrl?: string) {
    this.#light = light;
    this.#announced = isPart;
    this.#blogUrl = blogUrl;
  }

  open(tag: SaxesTagNS, line: number): Refusal | undefined {
    const name = shortName(tag);
    if (Object.values(tag.ns).some((uri) => wordpressNamespace.test(uri))) this.#wordpress = true;
    if (this.#skip > 0 || (this.#light && skippedInLightMode.has(name))) {
      this.#skip += 1;
      return undefined;
    }
    if (records.has(name) && this.#stack.at(-1)?.name === "channel") {
      const problem = this.#announce();
      if (problem) return problem;
    }
    const value = (key: string) => tag.attributes[key]?.value ?? "";
    this.#stack.push({
      name,
      attributes: { domain: value("domain"), nicename: value("nicename") },
      text: [],
      fields: new Map(),
    });
    if (name === "item") this.#item = emptyItem(line);
    return undefined;
  }

  text(text: string): void {
    // What lies between the elements of the channel is not read, and there may be gigabytes of it.
    if (this.#skip === 0 && this.#stack.length > 2) this.#stack.at(-1)?.text.push(text);
  }

  close(): void {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    const frame = this.#stack.pop();
    const parent = this.#stack.at(-1);
    if (!frame) return;
    const text = frame.text.join("");
    switch (parent?.name) {
      case "channel":
        this.#closeInChannel(frame, text);
        break;
      case "item":
        this.#closeInItem(frame, text);
        break;
      default:
        parent?.fields.set(frame.name, text);
    }
  }

  end(): Refusal | undefined {
    return this.#announce();
  }

  take(): Entry[] {
    const entries = this.#done;
    this.#done = [];
    return entries;
  }

  /** Before the first record, checks that the file is an export of a known version. */
  #announce(): Refusal | undefined {
    if (this.#announced) return undefined;
    const version = this.#channel.get("wp:wxr_version")?.trim() ?? "";
    // Some plugins leave the version out; the namespace is WordPress's all the same.
    if (version === "" && !this.#wordpress) return refused("import.noVersion");
    if (version !== "" && !knownVersions.has(version))
      return refused("import.unknownVersion", undefined, { version: version.slice(0, 100) });
    const link = this.#channel.get("link")?.trim() ?? "";
    const channel: Channel = {
      title: this.#channel.get("title") ?? "",
      version,
      description: this.#channel.get("description")?.trim() ?? "",
      language: this.#channel.get("language")?.trim() ?? "",
      siteUrl: this.#channel.get("wp:base_site_url")?.trim() || this.#blogUrl || link,
      blogUrl: this.#channel.get("wp:base_blog_url")?.trim() || this.#blogUrl || link,
    };
    if (!URL.canParse(channel.blogUrl) || channel.blogUrl.length > maxNameLength) return refused("import.noAddress");
    this.#done.push({ kind: "channel", channel });
    this.#announced = true;
    return undefined;
  }

  #closeInChannel(frame: Frame, text: string): void {
    const field = (name: string) => frame.fields.get(name)?.trim() ?? "";
    const nameField = (name: string) => cutName(field(name));
    switch (frame.name) {
      case "item":
        if (this.#item) this.#item.terms = nameTerms(this.#item.terms);
        if (this.#item?.id === "") this.#item.id = generateId(this.#item);
        if (this.#item) this.#done.push({ kind: "item", item: this.#item });
        this.#item = undefined;
        break;
      case "wp:author":
        this.#done.push({
          kind: "author",
          author: {
            id: nameField("wp:author_id"),
            login: nameField("wp:author_login"),
            name:
              nameField("wp:author_display_name") ||
              `${nameField("wp:author_first_name")} ${nameField("wp:author_last_name")}`.trim(),
          },
        });
        break;
      case "wp:category":
        this.#done.push({
          kind: "term",
          term: {
            taxonomy: "category",
            id: nameField("wp:term_id"),
            nicename: nameField("wp:category_nicename"),
            name: nameField("wp:cat_name"),
            description: field("wp:category_description"),
            parent: nameField("wp:category_parent"),
          },
        });
        break;
      case "wp:tag":
        this.#done.push({
          kind: "term",
          term: {
            taxonomy: "post_tag",
            id: nameField("wp:term_id"),
            nicename: nameField("wp:tag_slug"),
            name: nameField("wp:tag_name"),
            description: field("wp:tag_description"),
            parent: "",
          },
        });
        break;
      case "wp:term":
        this.#done.push({
          kind: "term",
          term: {
            taxonomy: nameField("wp:term_taxonomy"),
            id: nameField("wp:term_id"),
            nicename: nameField("wp:term_slug"),
            name: nameField("wp:term_name"),
            description: field("wp:term_description"),
            parent: nameField("wp:term_parent"),
          },
        });
        break;
      default:
        // The first of a name counts: an <image> of the channel has its own title and link, below another parent.
        if (channelFields.has(frame.name) && !this.#channel.has(frame.name)) this.#channel.set(frame.name, text);
    }
  }

  #closeInItem(frame: Frame, text: string): void {
    const item = this.#item;
    if (!item) return;
    const key = itemFields.get(frame.name);
    if (key) {
      if (textFields.has(key)) item[key] = text;
      else if (addressFields.has(key)) item[key] = text.length > maxAddressLength ? "" : text.trim();
      else item[key] = cutName(text.trim(), key === "title" ? maxTitleLength : maxNameLength);
    } else if (frame.name === "category") {
      const { domain, nicename } = frame.attributes;
      const taxonomy = cutName(oldTaxonomies.get(domain) ?? domain);
      item.terms.push({ taxonomy, nicename: cutName(nicename), name: cutName(text.trim()) });
    } else if (frame.name === "wp:postmeta") {
      const metaKey = frame.fields.get("wp:meta_key")?.trim() ?? "";
      if (!importedMetaKeys.has(metaKey)) return;
      const values = item.meta.get(metaKey) ?? [];
      values.push(frame.fields.get("wp:meta_value") ?? "");
      item.meta.set(metaKey, values);
    } else if (frame.name === "wp:comment") {
      item.comments.push(toComment(frame.fields));
    }
  }
}

/** What WXR 1.0 calls a category and a tag. */
const oldTaxonomies = new Map([
  ["", "category"],
  ["tag", "post_tag"],
]);

/**
 * WXR 1.0 has each term twice, first without its nicename; other tools have it only so. Then its name makes one, as
 * WordPress would.
 */
function nameTerms(terms: ExportItem["terms"]): ExportItem["terms"] {
  const keyOf = ({ taxonomy, name }: ExportItem["terms"][number]) => `${taxonomy}\n${name}`;
  const named = new Set(terms.filter(({ nicename }) => nicename !== "").map(keyOf));
  return terms.flatMap((term) => {
    const isOwn = term.taxonomy === "category" || term.taxonomy === "post_tag";
    if (term.nicename !== "" || !isOwn) return [term];
    if (named.has(keyOf(term))) return [];
    named.add(keyOf(term));
    const nicename = toImportedSlug(term.name) || encodeURIComponent(term.name.toWellFormed()).toLowerCase();
    return [{ ...term, nicename }];
  });
}

/** Generates an id for an item without one (other tools). Otherwise all but the first would count as repeated. */
function generateId({ type, link, name, date, title }: ExportItem): string {
  const identity = JSON.stringify([type, link, name, date, title]);
  return generatedIdPrefix + hash("sha256", identity, "base64url").slice(0, 22);
}

type TextField = Exclude<keyof ExportItem, "line" | "terms" | "meta" | "comments">;

const itemFields = new Map<string, TextField>([
  ["title", "title"],
  ["link", "link"],
  ["pubDate", "pubDate"],
  ["dc:creator", "creator"],
  ["content:encoded", "content"],
  ["excerpt:encoded", "excerpt"],
  ["wp:post_id", "id"],
  ["wp:post_type", "type"],
  ["wp:status", "status"],
  ["wp:post_date", "date"],
  ["wp:post_date_gmt", "dateGmt"],
  ["wp:post_modified_gmt", "modifiedGmt"],
  ["wp:post_name", "name"],
  ["wp:post_password", "password"],
  ["wp:post_parent", "parent"],
  ["wp:comment_status", "commentStatus"],
  ["wp:attachment_url", "attachmentUrl"],
  ["wp:menu_order", "menuOrder"],
  ["wp:is_sticky", "sticky"],
]);

/** Texts of an item that are kept as they are, and its addresses. */
const textFields = new Set<TextField>(["content", "excerpt"]);
const addressFields = new Set<TextField>(["link", "attachmentUrl"]);

function emptyItem(line: number): ExportItem {
  return {
    line,
    id: "",
    type: "",
    status: "",
    title: "",
    link: "",
    creator: "",
    content: "",
    excerpt: "",
    date: "",
    dateGmt: "",
    modifiedGmt: "",
    pubDate: "",
    name: "",
    password: "",
    parent: "",
    commentStatus: "",
    attachmentUrl: "",
    menuOrder: "",
    sticky: "",
    terms: [],
    meta: new Map(),
    comments: [],
  };
}

function toComment(fields: Map<string, string>): ExportComment {
  const field = (name: string) => cutName(fields.get(`wp:comment_${name}`)?.trim() ?? "");
  return {
    id: field("id"),
    author: field("author"),
    addressHmac: hashGuestAddress(field("author_email")),
    userId: field("user_id"),
    content: fields.get("wp:comment_content") ?? "",
    date: field("date"),
    dateGmt: field("date_gmt"),
    approved: field("approved"),
    type: field("type"),
    parent: field("parent"),
  };
}
