import { createHash } from "node:crypto";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { cleanText } from "#lib/html/clean-text.ts";

/** Longer GUIDs are stored as a hash: an index entry is limited. */
const maxGuidLength = 300;

/** SHA-256 in base64url. */
export const hashText = (text: string) => createHash("sha256").update(text).digest("base64url");

/**
 * What identifies an item in its feed: its GUID as written, or else its normalised address, or else the hash of its content. GUIDs are not
 * normalised: two that differ are two items, and equal addresses are found by `urlKey`.
 */
export function toGuidKey(guid: string | null, urlKey: string, contentHash: string): string {
  const written = cleanText(guid ?? "").trim();
  if (written !== "") return written.length <= maxGuidLength ? written : `sha256:${hashText(written)}`;
  return urlKey !== "" ? urlKey : `sha256:${contentHash}`;
}

/** A line that counts comments or views changes without the article. */
const counter =
  /^\W{0,3}\d[\d .,]{0,12} ?(?:commentaires?|comments?|réactions?|réponses?|vues?|views?|partages?|shares?)\W{0,3}$/iu;

/**
 * Hashes what readers see of an item: its title, its text and the paths of its pictures. Differences of white space, tracking, signed
 * picture addresses and counters are none.
 */
export function hashContent({
  title,
  text,
  pictures,
}: {
  title: string;
  text: string;
  pictures: ItemPicture[];
}): string {
  const lines = text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
  const kept = lines.filter((line) => line !== "" && !counter.test(line));
  const paths = pictures.map(({ url }) => (URL.canParse(url) ? new URL(url).pathname : url));
  return hashText(JSON.stringify([title.replace(/\s+/g, " ").trim(), kept.join(" "), paths]));
}
