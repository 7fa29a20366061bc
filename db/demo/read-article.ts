import { readFile } from "node:fs/promises";
import path from "node:path";

export interface DemoArticle {
  slug: string;
  title: string;
  lead: string;
  category: string;
  tags: string[];
  author: string;
  /** Hours between publication and installation. */
  age: number;
  /** Name of one of the demo pictures. */
  picture?: string;
  caption?: string;
  source?: { name: string; url: string; articleTitle: string; articleUrl: string };
  /** Votes from a life before this site: how many, and the sum of their stars. */
  legacy: { count: number; sum: number };
  /** Markdown; a paragraph `[[SLUG]]` is a card, `[[picture:NAME | caption]]` a figure. */
  text: string;
}

/** Reads `articles/SLUG.md`: `key: value` lines between two rules, then Markdown. Throws where a key is missing. */
export async function readDemoArticle(slug: string): Promise<DemoArticle> {
  const file = await readFile(path.join(import.meta.dirname, "articles", `${slug}.md`), "utf8");
  const [, head = "", text = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(file) ?? [];
  const values = new Map(
    head.split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
  const need = (key: string) => {
    const value = values.get(key);
    if (!value) throw new Error(`db/demo/articles/${slug}.md has no ${key}.`);
    return value;
  };
  const [name, url, articleTitle, articleUrl] = (values.get("source") ?? "").split(" | ");
  const [count = 0, sum = 0] = (values.get("legacy") ?? "0, 0").split(",").map(Number);
  return {
    slug,
    title: need("title"),
    lead: need("lead"),
    category: need("category"),
    tags: need("tags")
      .split(",")
      .map((tag) => tag.trim()),
    author: need("author"),
    age: Number.parseFloat(need("age")),
    picture: values.get("picture"),
    caption: values.get("caption"),
    source: name && url && articleTitle && articleUrl ? { name, url, articleTitle, articleUrl } : undefined,
    legacy: { count, sum },
    text,
  };
}
