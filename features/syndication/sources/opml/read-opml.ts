import { Parser } from "htmlparser2";
import { decodeBytes, UnreadableEncodingError } from "#lib/feed/decode-bytes.ts";
import { placeOf } from "#lib/feed/place.ts";
import { Repairs } from "#lib/feed/repairs.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import type { Parser as ThreadParser } from "#lib/parsing/parse-in-worker.ts";
import { completeAddress, maxSourceNameLength } from "../rules.ts";
import { maxOpmlBytes, maxOutlines, type opmlRefusals } from "./rules.ts";

/** Folders within folders; readers make two or three. */
const maxDepth = 50;
/** Outlines without an address that are listed. */
const maxBroken = 100;

/** A feed of an OPML list. */
export interface OpmlFeed {
  url: string;
  title: string;
  /** The site's address; empty if the list does not say. */
  siteUrl: string;
  /** The folder that it is in, or its first category; empty if it has none. */
  folder: string;
}

export interface OpmlList {
  feeds: OpmlFeed[];
  /** Outlines whose feed has no valid address. */
  broken: { line: number; title: string; address: string }[];
  brokenCount: number;
  /** Feeds beyond the limit, which were left out. */
  omitted: number;
  /** The list is cut off, so feeds may be missing. */
  isCut: boolean;
}

export type OpmlOutcome =
  | { ok: true; list: OpmlList }
  | { ok: false; code: keyof typeof opmlRefusals; line: number; column: number };

const short = (text: string | undefined, max: number) =>
  [...cleanLine((text ?? "").slice(0, 4 * max))].slice(0, max).join("").trim();

/** Stops the parser at what is refused. */
class Refusal extends Error {
  readonly code: "forbidden" | "tooDeep" | "notOpml";
  constructor(code: Refusal["code"]) {
    super(code);
    this.code = code;
  }
}

/**
 * Reads an OPML list of feeds from untrusted bytes, at most `maxOpmlBytes` of them. Document types are refused, small
 * damage is repaired, and outlines that are no feed are folders. Runs in a parser thread.
 */
export function readOpml(bytes: Uint8Array): OpmlOutcome {
  let text: string;
  try {
    text = decodeBytes(bytes.subarray(0, maxOpmlBytes), "", new Repairs());
  } catch (error) {
    if (!(error instanceof UnreadableEncodingError)) throw error;
    return { ok: false, code: "encoding", line: 1, column: 1 };
  }
  if (text.trim() === "") return { ok: false, code: "empty", line: 1, column: 1 };
  const list: OpmlList = { feeds: [], broken: [], brokenCount: 0, omitted: 0, isCut: false };
  let root: string | undefined;
  /** The names of the open outlines; "" for feeds and for other elements. */
  const open: string[] = [];
  const reader = new Parser(
    {
      onprocessinginstruction(name) {
        if (name.toLowerCase().startsWith("!doctype")) throw new Refusal("forbidden");
      },
      onopentag(name, attributes) {
        root ??= name.toLowerCase();
        if (root !== "opml") throw new Refusal("notOpml");
        if (open.length >= maxDepth) throw new Refusal("tooDeep");
        open.push(name.toLowerCase() === "outline" ? readOutline(attributes) : "");
      },
      onclosetag() {
        open.pop();
      },
    },
    { xmlMode: true, decodeEntities: true },
  );

  /** Lists the feed of an outline. Returns its name as a folder. */
  function readOutline(attributes: Record<string, string>): string {
    const named = new Map(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]));
    const title = short(named.get("title") || named.get("text"), maxSourceNameLength);
    const address = named.get("xmlurl")?.trim();
    if (address === undefined) return title;
    const url = completeAddress(address.slice(0, 3_000));
    if (url === undefined) {
      list.brokenCount += 1;
      // Finding a line reads the text from its start.
      if (list.broken.length < maxBroken) {
        const { line } = placeOf(text, reader.startIndex);
        list.broken.push({ line, title, address: short(address, 200) });
      }
    } else if (list.feeds.length >= maxOutlines) list.omitted += 1;
    else {
      const category = named.get("category")?.slice(0, 1_000).split(",")[0]?.split("/").findLast(Boolean);
      const folder = open.findLast(Boolean) ?? short(category, maxSourceNameLength);
      list.feeds.push({ url, title, siteUrl: completeAddress(named.get("htmlurl") ?? "") ?? "", folder });
    }
    return "";
  }

  try {
    reader.write(text);
    list.isCut = open.length > 0;
    reader.end();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, code: error.code, ...placeOf(text, reader.startIndex) };
  }
  if (root === undefined) return { ok: false, code: "notOpml", line: 1, column: 1 };
  return { ok: true, list };
}

/** For `parseInWorker`. */
export const opmlParser: ThreadParser<Uint8Array, OpmlOutcome> = {
  queue: "documents",
  name: "readOpml",
  read: readOpml,
};
