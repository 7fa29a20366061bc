import { z } from "zod";
import { line } from "#lib/form-fields.ts";
import { completeAddress, maxAddressLength, maxSourceNameLength } from "../rules.ts";
import type { OpmlFeed } from "./read-opml.ts";
import { maxOutlines } from "./rules.ts";

/** Formats a checked list for its form: printable ASCII. */
export function formatCheckedList(list: readonly OpmlFeed[]): string {
  const json = JSON.stringify(list.map(({ url, title, siteUrl, folder }) => [url, title, siteUrl, folder]));
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const text = (max: number) => line(max, "form.stale");
const checkedList = z
  .array(
    z.tuple([text(maxAddressLength), text(maxSourceNameLength), text(maxAddressLength), text(maxSourceNameLength)]),
  )
  .max(maxOutlines);

/** Parses a list as the form carries it; undefined for anything that no form of ours sends. */
export function parseCheckedList(formatted: string): OpmlFeed[] | undefined {
  try {
    const read = checkedList.safeParse(JSON.parse(formatted));
    if (!read.success) return undefined;
    return read.data.flatMap(([address, title, site, folder]) => {
      const url = completeAddress(address);
      return url === undefined ? [] : [{ url, title, siteUrl: completeAddress(site) ?? "", folder }];
    });
  } catch {
    return undefined;
  }
}
