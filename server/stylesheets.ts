import { readFile } from "node:fs/promises";
import path from "node:path";

/** What Next links from every page for its look, read from a page that each build makes; empty if there is none (development). */
export async function siteLook(buildFolder: string): Promise<{ stylesheets: string[]; fonts: string[] }> {
  const page = await readFile(path.join(buildFolder, "server/app/_not-found.html"), "utf8").catch(() => "");
  const hrefs = (links: RegExp) =>
    (page.match(links) ?? []).map((link) => /\shref="([^"]+)"/.exec(link)?.[1]).filter((href) => href !== undefined);
  return {
    stylesheets: hrefs(/<link\b[^>]*\srel="stylesheet"[^>]*>/g),
    fonts: hrefs(/<link\b[^>]*\srel="preload"[^>]*\sas="font"[^>]*>/g),
  };
}
