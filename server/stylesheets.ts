import { readFile } from "node:fs/promises";
import path from "node:path";

/** The stylesheets that Next links from every page, read from a page that each build makes; empty if there is none (development). */
export async function siteStylesheets(buildFolder: string): Promise<string[]> {
  const page = await readFile(path.join(buildFolder, "server/app/_not-found.html"), "utf8").catch(() => "");
  const links = page.match(/<link\b[^>]*\srel="stylesheet"[^>]*>/g) ?? [];
  return links.map((link) => /\shref="([^"]+)"/.exec(link)?.[1]).filter((href) => href !== undefined);
}
