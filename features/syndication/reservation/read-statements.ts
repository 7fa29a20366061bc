import {
  listLicenceAddresses,
  type ReservationPlace,
  readReservation,
  type SourceStatements,
} from "#features/text-mining/reading/read-reservation.ts";
import type { Parser } from "#lib/parsing/parse-in-worker.ts";

/** What a source's servers sent, for the parser thread. */
export interface FetchedStatements {
  /** The source's page, robots.txt and tdmrep.json. */
  site: SourceStatements;
  /** The headers of its feed. */
  feed: SourceStatements;
}

interface StatementsWithLicences extends FetchedStatements {
  /** The RSL documents that these statements name. */
  licences: string[];
  /** Addresses of articles, some of which may be in a reserved part of the site. */
  articles: string[];
}

/** RSL documents that are read. */
const maxLicenceDocuments = 3;

/** Lists the addresses of the RSL documents that a source's page, robots.txt and feed name. */
export function listStatedLicences({ site, feed }: FetchedStatements): string[] {
  return [...new Set([...listLicenceAddresses(site), ...listLicenceAddresses(feed)])].slice(0, maxLicenceDocuments);
}

/** Reads whether a source reserves its page, its feed or one of its articles. */
export function readStatements({ site, feed, licences, articles }: StatementsWithLicences): ReservationPlace | null {
  const withLicences = { ...site, licences };
  const ofArticles = articles.map((url): SourceStatements => ({ ...withLicences, headers: {}, html: "", url }));
  for (const statements of [withLicences, feed, ...ofArticles]) {
    const found = readReservation(statements);
    if (found !== null) return found;
  }
  return null;
}

/** For `parseInWorker`: these documents are untrusted, and parsing them would block a serving thread. */
export const licenceLister: Parser<FetchedStatements, string[]> = {
  queue: "documents",
  name: "listStatedLicences",
  read: listStatedLicences,
};
export const statementReader: Parser<StatementsWithLicences, ReservationPlace | null> = {
  queue: "documents",
  name: "readStatements",
  read: readStatements,
};
