import type { SourceReservation } from "#db/schema/taxonomy.ts";
import type { ReservationPlace } from "#features/text-mining/reading/read-reservation.ts";
import { type FetchOptions, fetchExternal } from "#lib/fetch/fetch.ts";
import { type Parser, parseInWorker } from "#lib/parsing/parse-in-worker.ts";
import { type FetchedStatements, licenceLister, statementReader } from "./read-statements.ts";

/** Limits of each document: RFC 9309 asks robots to read at least 500 KiB of a robots.txt. */
const statementLimits = { maxBytes: 512_000, totalTimeoutMs: 10_000, maxRedirects: 3 };
/** A page or a feed, of which only headers and head are needed, but which arrives whole. */
const pageLimits = { ...statementLimits, maxBytes: 2_000_000 };

/** The addresses of a source whose rights are asked for. */
export interface SourceAddresses {
  /** The source's own page. */
  site: string;
  /** One of its feeds, for its headers. */
  feed?: string | undefined;
  /** Recent articles: some sites reserve a part only. Those on other hosts are left out. */
  articles?: readonly string[];
}

/** Replacements for tests. */
type FetchReplacements = Pick<FetchOptions, "mayBePrivate" | "resolve" | "signal">;

/**
 * `unread`: robots.txt or tdmrep.json could not be fetched and nothing else reserves, or the statements could not be
 * parsed within the limits; nothing is known then. `null`: the source reserves nothing.
 */
export type FoundReservation = ReservationPlace | null | "unread";

/**
 * Reads what a source reserves: its robots.txt, tdmrep.json, page, feed and the RSL documents that these name. At most
 * seven requests, within twenty seconds. Never throws because of what the source does.
 */
export async function findReservation(
  { site, feed, articles = [] }: SourceAddresses,
  replacements: FetchReplacements = {},
): Promise<FoundReservation> {
  if (!URL.canParse(site)) return "unread";
  const url = new URL(site).href;
  const read = (address: string, limits: FetchOptions) => fetchDocument(address, { ...limits, ...replacements });
  const [robotsTxt, tdmrep, page, feedResponse] = await Promise.all([
    read(new URL("/robots.txt", url).href, statementLimits),
    read(new URL("/.well-known/tdmrep.json", url).href, statementLimits),
    read(url, pageLimits),
    feed ? read(feed, pageLimits) : undefined,
  ]);
  const statements: FetchedStatements = {
    site: {
      robotsTxt: robotsTxt?.text ?? "",
      tdmrep: tdmrep?.text ?? "",
      headers: page?.headers ?? {},
      html: page?.text ?? "",
      url,
    },
    feed: { headers: feedResponse?.headers ?? {}, url },
  };
  const addresses = await parse(licenceLister, statements);
  if (addresses === undefined) return "unread";
  const licences = (await Promise.all(addresses.map((address) => read(address, statementLimits)))).flatMap(
    (licence) => licence?.text ?? [],
  );
  const found = await parse(statementReader, {
    ...statements,
    licences,
    articles: articles.filter((address) => isOfSite(address, url)),
  });
  if (found === undefined) return "unread";
  return found ?? (robotsTxt && tdmrep ? null : "unread");
}

/** Parses in a parser thread. Undefined if the documents exceed its limits, or all threads are busy. */
async function parse<I, O>(parser: Parser<I, O>, input: I): Promise<O | undefined> {
  const result = await parseInWorker(parser, input, { client: "", field: "source" });
  return result.ok ? result.value : undefined;
}

const isOfSite = (address: string, site: string) =>
  URL.canParse(address) && new URL(address).host === new URL(site).host;

interface FetchedDocument {
  headers: Record<string, string>;
  /** Empty if there is no such document. */
  text: string;
}

/** Undefined if the server gave no lasting answer: no connection, too slow, too long, 429 or 5xx. */
async function fetchDocument(address: string, options: FetchOptions): Promise<FetchedDocument | undefined> {
  const answer = await fetchExternal(address, options);
  if (!answer.ok || answer.status === 429 || answer.status >= 500) return undefined;
  // An error page says nothing about the address that was requested.
  const isFound = answer.status >= 200 && answer.status < 300;
  return { headers: isFound ? answer.headers : {}, text: decode(answer.body) };
}

/** Decodes UTF-8, or UTF-16 with its mark; all that is looked for is ASCII. */
function decode(body: Uint8Array): string {
  const [first, second] = body;
  const encoding =
    first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(body);
}

/** What is stored after a check. If nothing could be read, the former finding stays. */
export function toSourceReservation(
  found: FoundReservation,
  former: SourceReservation | null,
  now: Date,
): SourceReservation {
  const checkedAt = now.toISOString();
  if (found !== "unread") return { isReserved: found !== null, foundIn: found ?? "", checkedAt };
  return { isReserved: former?.isReserved ?? false, foundIn: former?.foundIn ?? "", checkedAt, isUnread: true };
}
