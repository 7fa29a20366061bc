import { readFile } from "node:fs/promises";
import path from "node:path";
import { notFoundFile } from "./internals.ts";

/**
 * Reads the stylesheets and fonts that Next links from every page, from a page of the build; empty if there is none
 * (development).
 */
export async function readStylesheetLinks(buildFolder: string): Promise<{ stylesheets: string[]; fonts: string[] }> {
  const page = await readFile(path.join(buildFolder, notFoundFile), "utf8").catch(() => "");
  const links = page.match(/<link\b[^<>]*>/g) ?? [];
  const hrefs = (...attributes: string[]) =>
    links
      .filter((link) => attributes.every((attribute) => link.includes(` ${attribute}`)))
      .map((link) => /\shref="([^"]+)"/.exec(link)?.[1])
      .filter((href) => href !== undefined);
  return { stylesheets: hrefs('rel="stylesheet"'), fonts: hrefs('rel="preload"', 'as="font"') };
}
