import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Locale } from "#i18n/translator.ts";

export interface DemoArticle {
  slug: string;
  title: string;
  lead: string;
  /** The first one is displayed. */
  categories: string[];
  tags: string[];
  author: string;
  publishedAt: Date;
  /** Name of a demo image. */
  picture?: string;
  caption?: string;
  source?: { name: string; url: string; articleTitle: string; articleUrl: string };
  /** Votes from before this site: how many, and the sum of their stars. */
  legacy: { count: number; sum: number };
  /** Markdown; a paragraph `[[SLUG]]` is a card, `[[picture:NAME | caption]]` a figure. */
  text: string;
}

/**
 * Reads the Markdown file of an article in a language: `key: value` lines between two rules, then Markdown. Dates count
 * back from `now`. Throws if a key is missing.
 */
export async function readDemoArticle(locale: Locale, slug: string, now: Date): Promise<DemoArticle> {
  const file = await readFile(path.join(import.meta.dirname, locale, "articles", `${slug}.md`), "utf8");
  const [, head = "", text = ""] = /^---\n(.*?)\n---\n(.*)$/s.exec(file) ?? [];
  const values = new Map(
    head.split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
  const need = (key: string) => {
    const value = values.get(key);
    if (!value) throw new Error(`server/cli/demo/${locale}/articles/${slug}.md has no ${key}.`);
    return value;
  };
  const [name, url, articleTitle, articleUrl] = (values.get("source") ?? "").split(" | ");
  const [count = 0, sum = 0] = (values.get("legacy") ?? "0, 0").split(",").map(Number);
  return {
    slug,
    title: need("title"),
    lead: need("lead"),
    categories: list(need("category")),
    tags: list(need("tags")),
    author: need("author"),
    publishedAt: momentOf(need("age"), now),
    picture: values.get("picture"),
    caption: values.get("caption"),
    source: name && url && articleTitle && articleUrl ? { name, url, articleTitle, articleUrl } : undefined,
    legacy: { count, sum },
    text,
  };
}

function list(text: string): string[] {
  return text.split(",").map((item) => item.trim());
}

/**
 * `5 h`: five hours ago. `3 d 08:40`: three days ago at that time (UTC), so that nothing is published at night,
 * regardless of the time of installation.
 */
function momentOf(age: string, now: Date): Date {
  const [, amount = "", unit, hours = "", minutes = ""] = /^(\d+) (?:(h)|d (\d\d):(\d\d))$/.exec(age) ?? [];
  if (unit) return new Date(now.getTime() - Number(amount) * 3_600_000);
  if (!hours) throw new Error(`"${age}" is no age.`);
  const at = new Date(now);
  at.setUTCDate(at.getUTCDate() - Number(amount));
  at.setUTCHours(Number(hours), Number(minutes), 0, 0);
  return at;
}
