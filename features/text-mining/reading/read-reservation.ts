import { readHeaderStatements, readPageStatements } from "./page.ts";
import { isReservedByRobots, listRobotsLicences, parseRobotsTxt } from "./robots-txt.ts";
import { isReservedByLicence } from "./rsl.ts";
import { readTdmrep } from "./tdmrep.ts";

/** What another site publishes about its rights; all of it is optional and none of it is trusted. */
export interface SourceStatements {
  robotsTxt?: string;
  tdmrep?: string;
  /** Of the page or feed; names in lower case. */
  headers?: Readonly<Record<string, string>>;
  html?: string;
  /** RSL documents that the site names (`listLicenceAddresses`). */
  licences?: readonly string[];
  /** The address whose rights are asked for. */
  url: string;
}

/** Licence documents that are read for an address. */
const maxLicences = 3;

/** Where a reservation was found. */
export type ReservationPlace = "robots.txt" | "tdmrep.json" | "header" | "rsl" | "page";

/**
 * Reads whether a site reserves text and data mining or the training of AI for one of its addresses; null if it does not.
 * Within TDMRep the page comes before the header and the header before the file, as its section on priority says; apart
 * from that, one reservation is enough, whatever the other places say.
 */
export function readReservation(statements: SourceStatements): ReservationPlace | null {
  const { robotsTxt = "", tdmrep = "", headers = {}, html = "", licences = [], url } = statements;
  if (!URL.canParse(url)) return null;
  const { pathname, search, origin } = new URL(url);
  const path = pathname + search;
  const inPage = readPageStatements(html);
  const inHeaders = readHeaderStatements(headers);
  const places: [value: boolean | undefined, place: ReservationPlace][] = [
    [inPage.tdm, "page"],
    [inHeaders.tdm, "header"],
    [readTdmrep(tdmrep, path), "tdmrep.json"],
  ];
  const tdm = places.find(([value]) => value !== undefined);
  if (tdm?.[0]) return tdm[1];
  if (
    [...licences, ...inPage.inlineLicences]
      .slice(0, 2 * maxLicences)
      .some((document) => isReservedByLicence(document, path, origin))
  )
    return "rsl";
  if (isReservedByRobots(parseRobotsTxt(robotsTxt), path)) return "robots.txt";
  if (inHeaders.refusesAi) return "header";
  return inPage.refusesAi ? "page" : null;
}

/** Lists the addresses of the RSL documents that a site names, absolute, a few of them. */
export function listLicenceAddresses({ robotsTxt = "", headers = {}, html = "", url }: SourceStatements): string[] {
  const written = [
    ...listRobotsLicences(parseRobotsTxt(robotsTxt)),
    ...readHeaderStatements(headers).licences,
    ...readPageStatements(html).licences,
  ];
  const absolute = written.flatMap((address) => (URL.canParse(address, url) ? [new URL(address, url).href] : []));
  return [...new Set(absolute)].slice(0, maxLicences);
}
