import type { IncomingMessage, ServerResponse } from "node:http";
import { parseThemeStylesheet } from "#features/settings/theme-colours.ts";
import { splitAddress } from "#lib/split-address.ts";

/**
 * Serves `/look/….css`, a stylesheet with the site's own colours; returns whether it did. The stylesheet is made from its
 * address alone. There are millions of such addresses, so none is kept. Reader pages inline their stylesheet.
 */
export async function serveThemeStylesheet(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
  const { path } = splitAddress(req.url ?? "");
  if (!path.startsWith("/look/") || (req.method !== "GET" && req.method !== "HEAD")) return false;
  const sheet = parseThemeStylesheet(path);
  if (sheet === undefined) return false;
  res.writeHead(200, {
    "Content-Type": "text/css; charset=utf-8",
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Length": Buffer.byteLength(sheet),
  });
  res.end(req.method === "HEAD" ? undefined : sheet);
  return true;
}
