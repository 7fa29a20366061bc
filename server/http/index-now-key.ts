import { getSettings } from "#features/settings/cached.ts";
import { indexNowKey, indexNowKeyPath } from "#features/sitemap/index-now/rules.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { Middleware } from "./page-server.ts";

/** `/KEY.txt`, by which search engines recognise the site's submissions (IndexNow); only while the setting is on. */
export const indexNowKeyFile: Middleware = async (req, res) => {
  const { path } = splitAddress(req.url ?? "");
  // No other path costs a derivation or a look at the settings.
  if (!/^\/[a-f0-9]{32}\.txt$/.test(path) || path !== indexNowKeyPath()) return false;
  if (req.method !== "GET" && req.method !== "HEAD") return false;
  if ((await getSettings())["site.indexNow"] !== 1) return false;
  const text = indexNowKey();
  res.writeHead(200, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": text.length,
    "Cache-Control": "public, max-age=300",
    "X-Content-Type-Options": "nosniff",
  });
  res.end(req.method === "HEAD" ? undefined : text);
  return true;
};
