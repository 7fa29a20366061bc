import { SaxesParser, type SaxesTagNS } from "saxes";
import { OperatorError } from "#lib/operator-error.ts";
import { readExportText } from "./export-text.ts";

/** A comment of an export, with the words of the file. */
export interface WxrComment {
  id: string;
  parent: string;
  author: string;
  content: string;
  approved: string;
  type: string;
}

/** A post, page or attachment, as the file has it. */
export interface WxrItem {
  id: string;
  type: string;
  status: string;
  password: string;
  title: string;
  /** Its last part of the address. */
  name: string;
  link: string;
  creator: string;
  content: string;
  excerpt: string;
  /** The blog's time; its GMT date may be zeros. */
  date: string;
  dateGmt: string;
  attachmentUrl: string;
  parent: string;
  terms: { domain: string; nicename: string; name: string }[];
  meta: Map<string, string>;
  /** Its former slugs. */
  oldSlugs: string[];
  comments: WxrComment[];
  /** Some of its texts were too long to be read. */
  isCut: boolean;
}

export interface WxrTerm {
  kind: "category" | "tag" | "author";
  id: string;
  /** Nicename or login. */
  name: string;
  label: string;
}

export type WxrEntry = { blogUrl: string } | { link: string } | { term: WxrTerm } | { item: WxrItem };

/** Texts beyond this number of characters of one item are not compared; the report counts such items. */
const maxItemLength = 32_000_000;
const longTexts = new Set(["content:encoded", "excerpt:encoded", "comment_content", "meta_value"]);
/** Characters of a title, a name, an address. */
const maxFieldLength = 100_000;
/** Former slugs of an item that are compared. */
const maxOldSlugs = 50;
/** As much counts an element. */
const elementLength = 50;
/** An element, a comment or an attribute is not longer: the parser would keep all of it. */
const maxPieceLength = 64_000_000;

/**
 * Reads an export for a comparison with the served site. It shares no code with the importer, so that it finds the
 * importer's mistakes. Elements are known by their namespaces, whatever their prefixes.
 */
export async function* readWxr(path: string, onProgress: (bytes: number) => void = () => {}): AsyncGenerator<WxrEntry> {
  const parser = new SaxesParser({ xmlns: true });
  const found: WxrEntry[] = [];
  /** The open elements with their text and what was closed in them. */
  const open: OpenElement[] = [];
  let item: WxrItem | undefined;
  let itemLength = 0;
  /** Characters since the parser last reported something. */
  let silence = 0;
  parser.on("error", (error) => {
    // Plugins do not declare theirs.
    if (error.message.includes("unbound namespace prefix")) return;
    throw new OperatorError(`${path}: the file is not well-formed XML (${error.message}).`);
  });
  parser.on("doctype", () => {
    throw new OperatorError(`${path}: the file has a DTD, which no export has.`);
  });
  parser.on("opentag", (tag) => {
    silence = 0;
    if (open.length > 40) throw new OperatorError(`${path}: elements are nested deeper than in any export.`);
    const value = (key: string) => tag.attributes[key]?.value ?? "";
    const name = nameElement(tag);
    open.push({ name, domain: value("domain"), nicename: value("nicename"), text: "", fields: new Map() });
    itemLength += elementLength;
    if (name !== "item") return;
    item = emptyItem();
    itemLength = 0;
  });
  const addText = (text: string) => {
    silence = 0;
    const last = open.at(-1);
    if (!last) return;
    itemLength += text.length;
    const isLong = longTexts.has(last.name);
    if (item && isLong && itemLength > maxItemLength) item.isCut = true;
    else if (isLong || last.text.length + text.length <= maxFieldLength) last.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    silence = 0;
    const closed = open.pop();
    if (!closed) return;
    const { name, text, fields } = closed;
    const parent = open.at(-1);
    const field = (key: string) => (fields.get(key) ?? "").trim();
    if (parent?.name === "channel") {
      if (name === "item" && item) found.push({ item });
      else if (name === "base_blog_url") found.push({ blogUrl: text.trim() });
      else if (name === "link") found.push({ link: text.trim() });
      else if (name === "author")
        found.push({
          term: {
            kind: "author",
            id: field("author_id"),
            name: field("author_login"),
            label: field("author_display_name"),
          },
        });
      else if (name === "category")
        found.push({
          term: { kind: "category", id: field("term_id"), name: field("category_nicename"), label: field("cat_name") },
        });
      else if (name === "tag")
        found.push({ term: { kind: "tag", id: field("term_id"), name: field("tag_slug"), label: field("tag_name") } });
      if (name === "item") item = undefined;
    } else if (item && itemLength > maxItemLength && !Object.hasOwn(fieldNames, name)) item.isCut = true;
    else if (parent?.name === "item" && item) closeInItem(item, closed);
    else if (parent) parent.fields.set(name, text);
  });
  for await (const text of readExportText(path, onProgress)) {
    silence += text.length;
    if (silence > maxPieceLength) throw new OperatorError(`${path}: one text or element is longer than 64 MB.`);
    parser.write(text);
    yield* found.splice(0);
  }
  parser.close();
  yield* found.splice(0);
}

interface OpenElement {
  name: string;
  domain: string;
  nicename: string;
  text: string;
  /** The texts of the elements that were closed in it. */
  fields: Map<string, string>;
}

/** Names of elements by their namespace: those of WordPress and RSS have no prefix here. */
function nameElement({ uri, local, prefix }: SaxesTagNS): string {
  const [, excerpt] = /^https?:\/\/wordpress\.org\/export\/[\d.]+\/(excerpt\/)?$/.exec(uri) ?? [undefined, undefined];
  if (excerpt !== undefined) return `excerpt:${local}`;
  if (/^https?:\/\/wordpress\.org\/export\//.test(uri) || uri === "") return local;
  if (/^https?:\/\/purl\.org\/rss\/1\.0\/modules\/content\/$/.test(uri)) return `content:${local}`;
  return /^https?:\/\/purl\.org\/dc\/elements\//.test(uri) ? `dc:${local}` : `${prefix || "other"}:${local}`;
}

function emptyItem(): WxrItem {
  return {
    ...{ id: "", type: "", status: "", password: "", title: "", link: "", creator: "", content: "", excerpt: "" },
    ...{ name: "", date: "", dateGmt: "", attachmentUrl: "", parent: "", terms: [], meta: new Map(), comments: [] },
    oldSlugs: [],
    isCut: false,
  };
}

const fieldNames: Record<string, Exclude<keyof WxrItem, "terms" | "meta" | "oldSlugs" | "comments" | "isCut">> = {
  post_id: "id",
  post_type: "type",
  status: "status",
  post_password: "password",
  title: "title",
  link: "link",
  "dc:creator": "creator",
  "content:encoded": "content",
  "excerpt:encoded": "excerpt",
  post_name: "name",
  post_date: "date",
  post_date_gmt: "dateGmt",
  attachment_url: "attachmentUrl",
  post_parent: "parent",
};

function closeInItem(item: WxrItem, { name, text, fields, domain, nicename }: OpenElement): void {
  const field = (key: string) => (fields.get(key) ?? "").trim();
  const own = Object.hasOwn(fieldNames, name) ? fieldNames[name] : undefined;
  if (own) item[own] = own === "content" || own === "excerpt" ? text : text.trim();
  else if (name === "category") item.terms.push({ domain, nicename, name: text.trim() });
  else if (name === "postmeta") {
    item.meta.set(field("meta_key"), field("meta_value"));
    if (field("meta_key") === "_wp_old_slug" && item.oldSlugs.length < maxOldSlugs)
      item.oldSlugs.push(field("meta_value"));
  } else if (name === "comment")
    item.comments.push({
      id: field("comment_id"),
      parent: field("comment_parent"),
      author: field("comment_author"),
      content: fields.get("comment_content") ?? "",
      approved: field("comment_approved"),
      type: field("comment_type"),
    });
}
