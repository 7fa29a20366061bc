import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Element, Nodes } from "hast";
import type { Database } from "#db/client.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { storeImage } from "#features/media/mutations.ts";
import { findMedia } from "#features/media/queries.ts";
import { upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { importWordPress } from "#features/wordpress/import.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { readMarkdown } from "#lib/markdown.ts";
import { demoContents } from "#server/cli/demo/languages.ts";
import { readDemoArticle } from "#server/cli/demo/read-article.ts";
import { root } from "../child-process.ts";
import type { Grades } from "./measures.ts";

/** A set of articles, and what is known about which are related. */
export interface QualityCorpus {
  name: string;
  /** Why it cannot be measured here. */
  missing?: string;
  load(db: Database): Promise<void>;
  /** Related articles by article. */
  truth: Map<string, Grades>;
  /** Only the articles in the ground truth were judged: others in a list are passed over. */
  isJudged: boolean;
}

interface PlainArticle {
  slug: string;
  title: string;
  lead: string;
  tags: string[];
  categories: string[];
  publishedAt: Date;
  markdown: string;
}

const now = new Date("2026-11-01T12:00:00Z");

/** All corpora of the bench; `folder`: Markdown posts of a blog with front matter, such as a clone of its repository. */
export async function listCorpora(folder?: string): Promise<QualityCorpus[]> {
  const demo = await Promise.all(demoContents.fr.slugs.map((slug) => readDemoArticle("fr", slug, now)));
  const texts = demo.map(({ slug, title, lead, tags, categories, publishedAt, text }) => ({
    ...{ slug, title, lead, tags, categories, publishedAt },
    markdown: text,
  }));
  const wordpress = path.join(root, "../shared/data/wxr/related-demo.xml");
  const judgedDemo: QualityCorpus = {
    ...{ name: "demo content, judged by hand", isJudged: true, truth: readJudgements("demo") },
    load: (db) =>
      store(
        db,
        texts.map((article) => hideLinks(article, () => undefined).article),
      ),
  };
  const judgedWordPress: QualityCorpus = {
    ...{ name: "related-demo.xml, judged by hand", isJudged: true, truth: readJudgements("related-demo") },
    ...(existsSync(wordpress) ? {} : { missing: "../shared/data/wxr/related-demo.xml is not here" }),
    load: async (db) => {
      await importWordPress(db, {
        file: wordpress,
        store: (tx, upload) => storeImage(tx, upload),
        sizeOf: findMedia,
        pictureAddress: ({ id }) => `/media/${id}`,
      });
    },
  };
  const manual = linkedCorpus("manual of Next, links of its authors", readManual(), (href, from) =>
    href.startsWith("/docs/") ? href.slice(6).split("#")[0] : path.posix.join("/", from, href).slice(1),
  );
  const posts = folder
    ? [linkedCorpus(`${path.basename(folder)}, links of its authors`, readPosts(folder), (href) => postAddress(href))]
    : [];
  return [judgedDemo, judgedWordPress, manual, ...posts];
}

function readJudgements(name: string): Map<string, Grades> {
  const file = path.join(import.meta.dirname, "judgements", `${name}.json`);
  const judged: Record<string, Record<string, number>> = JSON.parse(readFileSync(file, "utf8"));
  const truth = new Map<string, Map<string, number>>();
  const add = (a: string, b: string, grade: number) => truth.set(a, (truth.get(a) ?? new Map()).set(b, grade));
  for (const [a, grades] of Object.entries(judged))
    for (const [b, grade] of Object.entries(grades)) {
      add(a, b, grade);
      add(b, a, grade);
    }
  return truth;
}

type AddressedArticle = PlainArticle & { addresses: string[] };

/** A corpus whose authors linked its articles: each link is ground truth, and is removed with its words. */
function linkedCorpus(
  name: string,
  articles: AddressedArticle[],
  resolve: (href: string, from: string) => string | undefined,
): QualityCorpus {
  const slugs = new Map(
    articles.flatMap(({ slug, addresses }) => addresses.map((address) => [address, slug] as const)),
  );
  const truth = new Map<string, Grades>();
  const hidden = articles.map((article) => {
    const { article: plain, linked } = hideLinks(article, (href) => {
      const target = resolve(href, article.addresses[0] ?? "")?.replace(/\/+$/, "");
      return target === undefined ? undefined : slugs.get(target);
    });
    truth.set(article.slug, new Map([...linked].filter((slug) => slug !== article.slug).map((slug) => [slug, 1])));
    return plain;
  });
  return { name, isJudged: false, truth, load: (db) => store(db, hidden) };
}

interface HiddenLinks {
  article: Omit<PlainArticle, "markdown"> & { bodyHtml: string };
  linked: Set<string>;
}

/** Removes the links to other articles of the corpus, with their words, and the paragraphs that show one as a card. */
function hideLinks(article: PlainArticle, findSlug: (href: string) => string | undefined): HiddenLinks {
  const { markdown, ...rest } = article;
  const { body } = readMarkdown(markdown.replace(/^\[\[.*\]\]$/gm, ""));
  const linked = new Set<string>();
  const visit = (node: Nodes) => {
    if (!("children" in node)) return;
    node.children = (node.children as Element[]).filter((child) => {
      const slug =
        child.type === "element" && child.tagName === "a" ? findSlug(String(child.properties.href ?? "")) : undefined;
      if (slug !== undefined) linked.add(slug);
      return slug === undefined;
    });
    for (const child of node.children) visit(child);
  };
  visit(body);
  return { article: { ...rest, bodyHtml: toHtml(body) }, linked };
}

async function store(db: Database, articles: HiddenLinks["article"][]): Promise<void> {
  for (const { tags, categories, ...article } of articles) {
    const tagIds: number[] = [];
    for (const [index, name] of tags.entries())
      tagIds.push(await upsertTag(db, { slug: toSlug(name) || `tag-${index}`, name }));
    const categoryIds: number[] = [];
    for (const name of categories) categoryIds.push(await upsertCategory(db, { slug: toSlug(name), name }));
    await upsertArticle(db, { ...article, status: "published", tagIds, categoryIds });
  }
}

const toSlug = (name: string) =>
  name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** The `key: value` lines between two rules at the head of a Markdown file, and the text after them. */
function readFrontMatter(file: string): { values: Map<string, string>; text: string } {
  const [, head = "", text = ""] = /^---\r?\n(.*?)\n---\r?\n(.*)$/s.exec(readFileSync(file, "utf8")) ?? [];
  const lines = head.split("\n").map((line) => line.split(/:(.*)/s));
  return {
    values: new Map(lines.map(([key = "", value = ""]) => [key.trim(), value.trim().replace(/^["']|["']$/g, "")])),
    text,
  };
}

function listMarkdown(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.mdx?$/.test(name));
}

/** The manual that Next is installed with: about 400 pages that link to each other; its folders are the categories. */
function readManual(): AddressedArticle[] {
  const folder = path.join(root, "node_modules/next/dist/docs");
  return listMarkdown(folder).flatMap((name) => {
    const { values, text } = readFrontMatter(path.join(folder, name));
    const address = name
      .split("/")
      .map((segment) => segment.replace(/^\d+-/, "").replace(/\.mdx?$/, ""))
      .join("/")
      .replace(/\/?index$/, "");
    const title = values.get("title");
    if (!title || address === "") return [];
    const folderName = path.posix.dirname(address);
    const plain = {
      title,
      lead: values.get("description") ?? "",
      tags: [],
      categories: [folderName],
      publishedAt: now,
    };
    return [{ ...plain, slug: toSlug(address), markdown: text, addresses: [address] }];
  });
}

/** Posts with `date`, `title`, `slug` and perhaps `tags` and an earlier address (`oldSlug`) in their front matter. */
function readPosts(folder: string): AddressedArticle[] {
  const posts = listMarkdown(folder).flatMap((name) => {
    const { values, text } = readFrontMatter(path.join(folder, name));
    const title = values.get("title");
    const slug = values.get("slug") ?? toSlug(path.basename(name).replace(/\.mdx?$/, ""));
    const publishedAt = new Date(values.get("date") ?? path.basename(name).slice(0, 10));
    if (!title || Number.isNaN(publishedAt.getTime())) return [];
    const old = values.get("oldSlug");
    const tags = (values.get("tags") ?? "")
      .replace(/[[\]]/g, "")
      .split(",")
      .map((tag) => tag.trim());
    const categories = old?.includes("/") ? [old.split("/")[0] ?? ""] : [];
    const plain = { slug: toSlug(slug), title, lead: "", tags: tags.filter(Boolean), categories, publishedAt };
    return [{ ...plain, markdown: text, addresses: [slug, ...(old ? [old] : [])] }];
  });
  return [...new Map(posts.map((post) => [post.slug, post])).values()];
}

/** What follows `/articles/` or `/posts/` in a link of a post, whatever its site and language. */
function postAddress(href: string): string | undefined {
  return /^(?:https?:\/\/[^/]+)?(?:\/[a-z]{2})?\/(?:articles|posts)\/([^#?]+)/.exec(href)?.[1];
}
