import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseThemeStylesheet } from "#features/settings/theme-colours.ts";

/** A stylesheet's text by its address on the site; undefined where it cannot be set into a page. */
export type StylesheetLookup = (href: string) => string | undefined;

const linkPattern = /<link\b[^<>]*>/gi;
const isStylesheet = (link: string) => /\srel="stylesheet"/.test(link);
const isFontWithoutPriority = (link: string) =>
  /\srel="preload"/i.test(link) && /\sas="font"/i.test(link) && !/\sfetchpriority=/i.test(link);

/**
 * Sets the stylesheets of a finished page into it, where they are known: one round trip less before anything is seen. Its fonts are
 * asked for after what the first view is made of. The late loader (late-hydration.ts) adds the links again, for React looks for them;
 * it puts the stylesheets of later pages after what has a precedence.
 */
export function inlineStylesheets(html: string, stylesheetOf: StylesheetLookup): string {
  let whole = true;
  const styled = html.replace(linkPattern, (link) => {
    if (!isStylesheet(link)) return link;
    const href = /\shref="([^"]+)"/.exec(link)?.[1] ?? "";
    const text = /\smedia="/.test(link) ? undefined : stylesheetOf(href);
    if (text === undefined) whole = false;
    return text === undefined ? link : `<style data-href="${href}" data-precedence="next">${text}</style>`;
  });
  // A page that waits for a stylesheet holds its first paint anyway: its fonts may as well come with it.
  if (!whole) return styled;
  return styled.replace(linkPattern, (link) =>
    isFontWithoutPriority(link) ? `<link fetchpriority="low"${link.slice(5)}` : link,
  );
}

/** What would end the element early, or lead elsewhere than from the stylesheet's own address, is not set into a page. */
function prepareForInlining(text: string, href: string): string | undefined {
  if (/<\/style|@import|@charset/i.test(text)) return undefined;
  return text.replace(/\burl\(([^()]*)\)/gi, (whole, inside: string) => {
    const [, quote = "", address = ""] = /^(["']?)([^"']+)\1$/.exec(inside.trim()) ?? [];
    if (address === "" || /^(?:[a-z]+:|\/|#)/i.test(address)) return whole;
    return `url(${quote}${new URL(address, `http://site${href}`).pathname}${quote})`;
  });
}

/** Reads the stylesheets that a build made, once; the site's own colours are in their address. `build` is its folder, whose `static` is served below `/_next/static`; none in development. */
export async function loadStylesheets(build: string): Promise<StylesheetLookup> {
  const folder = "static/chunks";
  const names = await readdir(path.join(build, folder)).catch(() => []);
  const texts = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith(".css"))) {
    const href = `/_next/${folder}/${name}`;
    const text = prepareForInlining(await readFile(path.join(build, folder, name), "utf8"), href);
    if (text !== undefined) texts.set(href, text);
  }
  return (href) => texts.get(href) ?? parseThemeStylesheet(href);
}
