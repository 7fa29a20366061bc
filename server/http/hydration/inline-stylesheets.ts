import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseThemeStylesheet } from "#features/settings/theme-colours.ts";
import { hashSource } from "../security-headers.ts";
import { listWords, parseRules, type StyleRule, selectRules } from "./used-rules.ts";

/** A stylesheet's text, and its hash for the Content-Security-Policy. */
export interface InlineStylesheet {
  text: string;
  hash: string;
  /** Its rules, of which a page gets those that it may use; undefined for a stylesheet that is always whole. */
  rules?: StyleRule[];
}

/** Returns a stylesheet by its address on the site; undefined if it cannot be inlined. */
export type StylesheetLookup = (href: string) => InlineStylesheet | undefined;

const linkPattern = /<link\b[^<>]*>/gi;
const isStylesheet = (link: string) => /\srel="stylesheet"/.test(link);
const isFontWithoutPriority = (link: string) =>
  /\srel="preload"/i.test(link) && /\sas="font"/i.test(link) && !/\sfetchpriority=/i.test(link);

/** Classes of elements that no script adds and the page does not have yet: the service worker's notice on a kept page. */
const classesAddedLater = ["offline-notice"];

/**
 * Inlines the known stylesheets of a finished page, which saves one round trip before anything is seen: only the rules
 * that its elements may match, about two thirds. Elements that scripts add may match others, so the late loader
 * (late-hydration.ts) loads those stylesheets whole (`data-part`). A page that gets more content later keeps all rules
 * (`isWhole`). The loader also adds the links again, because React looks for them; it inserts the stylesheets of later
 * pages after those with a precedence. Fonts are requested after the first view's content. Returns the hashes of the
 * inlined stylesheets too.
 */
export function inlineStylesheets(
  html: string,
  stylesheetOf: StylesheetLookup,
  { isWhole = false }: { isWhole?: boolean } = {},
): { html: string; hashes: string[] } {
  let whole = true;
  const hashes = new Set<string>();
  const words = isWhole ? undefined : listWords(html);
  for (const name of classesAddedLater) words?.add(name);
  const styled = html.replace(linkPattern, (link) => {
    if (!isStylesheet(link)) return link;
    const href = /\shref="([^"]+)"/.exec(link)?.[1] ?? "";
    const sheet = /\smedia="/.test(link) ? undefined : stylesheetOf(href);
    if (!sheet) {
      whole = false;
      return link;
    }
    const used = sheet.rules && words ? selectRules(sheet.rules, words) : sheet.text;
    const isPart = used.length < sheet.text.length;
    const inlined = isPart ? withHash(used) : sheet;
    // Chromium gives style elements of the same text one sheet. When the late loader then adopts the whole ones, it declares all fonts again,
    // and the letters change.
    const { text, hash } = hashes.has(inlined.hash) ? withHash(`${inlined.text}/*${hashes.size}*/`) : inlined;
    hashes.add(hash);
    return `<style data-href="${href}" data-precedence="next"${isPart ? ' data-part=""' : ""}>${text}</style>`;
  });
  // A page that waits for a stylesheet cannot paint before anyway, so its fonts may load with it.
  if (!whole) return { html: styled, hashes: [...hashes] };
  const prioritised = styled.replace(linkPattern, (link) =>
    isFontWithoutPriority(link) ? `<link fetchpriority="low"${link.slice(5)}` : link,
  );
  return { html: prioritised, hashes: [...hashes] };
}

/** Returns undefined for text that would end the element early, or whose addresses are relative to the stylesheet. */
function prepareForInlining(text: string, href: string): string | undefined {
  if (/<\/style|@import|@charset/i.test(text)) return undefined;
  return text.replace(/\burl\(([^()]*)\)/gi, (whole, inside: string) => {
    const [, quote = "", address = ""] = /^(["']?)([^"']+)\1$/.exec(inside.trim()) ?? [];
    if (address === "" || /^(?:[a-z]+:|\/|#)/i.test(address)) return whole;
    return `url(${quote}${new URL(address, `http://site${href}`).pathname}${quote})`;
  });
}

/**
 * Reads the stylesheets of a build, once; the site's own colours are in their address. `build` is its folder, whose
 * `static` is served at `/_next/static`; empty in development.
 */
export async function loadStylesheets(build: string): Promise<StylesheetLookup> {
  const folder = "static/chunks";
  const names = await readdir(path.join(build, folder)).catch(() => []);
  const sheets = new Map<string, InlineStylesheet>();
  for (const name of names.filter((one) => one.endsWith(".css"))) {
    const href = `/_next/${folder}/${name}`;
    const text = prepareForInlining(await readFile(path.join(build, folder, name), "utf8"), href);
    if (text !== undefined) sheets.set(href, { ...withHash(text), rules: parseRules(text) });
  }
  return (href) => {
    const known = sheets.get(href);
    const theme = known ? undefined : parseThemeStylesheet(href);
    return theme === undefined ? known : withHash(theme);
  };
}

const withHash = (text: string): InlineStylesheet => ({ text, hash: hashSource(text) });
