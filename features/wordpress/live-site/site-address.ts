import { createHash } from "node:crypto";
import { refused } from "#lib/result.ts";
import { withoutTrailingSlashes } from "#lib/url-text.ts";
import { ImportFailure } from "../import-reason.ts";

/** Whether the argument of an import is the address of a site, not a file. */
export function isSiteAddress(argument: string): boolean {
  return /^https?:\/\//i.test(argument);
}

/** WordPress's own files and folders, behind the blog's address. */
const entryPoints = new Set(["wp-json", "wp-admin", "wp-login.php", "index.php", "xmlrpc.php"]);

/** Parses a blog's address. An address of its admin pages or of its API leads to the blog. Throws an OperatorError. */
export function parseSiteAddress(text: string): URL {
  if (text.length > 2_000 || !URL.canParse(text))
    throw new ImportFailure(refused("import.notAnAddress", undefined, { address: text.slice(0, 200) }));
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw new ImportFailure(refused("import.addressWithPassword"));
  const segments = url.pathname.split("/");
  const entry = segments.findIndex((segment) => entryPoints.has(segment));
  if (entry > 0) url.pathname = `${segments.slice(0, entry).join("/")}/`;
  url.search = "";
  url.hash = "";
  return url;
}

/** Names the folder of a site's copy after its host and path. */
export function nameCopyFolder(url: URL): string {
  const path = withoutTrailingSlashes(url.pathname);
  const host = url.host
    .replace(/[^a-z0-9.-]/g, "_")
    .replace(/^\.+/, "_")
    .slice(0, 100);
  return path === "" ? host : `${host}_${createHash("sha256").update(path).digest("hex").slice(0, 12)}`;
}

/** Whether two addresses are of one site: http or https, with or without "www." */
export function isSameSite(one: URL, other: URL): boolean {
  return one.hostname.replace(/^www\./, "") === other.hostname.replace(/^www\./, "");
}
