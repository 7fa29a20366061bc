import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { errorPageFile, mediaFolder } from "./internals.ts";

/** The fonts of the first lines, as the root layout preloads them. */
const preloadedFont = /^(?:newsreader-headline|newsreader-text|instrument-sans)\.[\w-]+\.woff2$/;

/**
 * Finds the stylesheets and preloaded fonts of the site's pages in the build, for the pages that the page server writes
 * itself; empty if there is no build (development).
 */
export async function readStylesheetLinks(buildFolder: string): Promise<{ stylesheets: string[]; fonts: string[] }> {
  const [page, files] = await Promise.all([
    readFile(path.join(buildFolder, errorPageFile), "utf8").catch(() => ""),
    readdir(path.join(buildFolder, mediaFolder)).catch(() => []),
  ]);
  const stylesheets = page.match(/\/_next\/static\/chunks\/[\w.-]+\.css/g) ?? [];
  const fonts = files.filter((name) => preloadedFont.test(name)).map((name) => `/_next/${mediaFolder}/${name}`);
  return { stylesheets: [...new Set(stylesheets)], fonts };
}
