import { absoluteUrl } from "#lib/site-address.ts";

interface MiningSettings {
  "site.textMining": "none" | "training" | "all";
  "site.textMiningPolicy": string;
}

/**
 * What the site reserves: text and data mining (article 4(3) of Directive (EU) 2019/790) and the training of AI. All
 * statements are made from this one value: robots.txt, tdmrep.json with its header, RSL, and the metadata of pages.
 */
export interface MiningReservation {
  /** Whether AI may answer questions from the site's texts (search, grounding), which names the site and links to it. */
  allowsAnswers: boolean;
  /** The page that says how to obtain a licence, absolute and ASCII: it is sent in a header. */
  policyUrl: string;
}

/** Returns what the settings reserve, or null: then the site says nothing anywhere, and in particular grants nothing. */
export function toMiningReservation(settings: MiningSettings, siteUrl = absoluteUrl("/")): MiningReservation | null {
  if (settings["site.textMining"] === "none") return null;
  const policyUrl = new URL(settings["site.textMiningPolicy"], siteUrl).href;
  return { allowsAnswers: settings["site.textMining"] === "training", policyUrl };
}

/** The lines of robots.txt that state the reservation; all empty if nothing is reserved. */
export interface ReservationLines {
  /** Before all groups. */
  header: string[];
  /** In the group of all robots. */
  everyone: string[];
  /** A group of their own, after that one. */
  crawlers: string[];
}

/** What a page says in its head and its headers. */
export interface PageReservation {
  /** Absent if the rights are those of another site. */
  policyUrl?: string;
  /** Whether it names the site's licence document. */
  hasLicence: boolean;
}

/** What decides about the rights in an article's text. */
interface ReservedArticle {
  /** Whether it is an extract of another site's article. */
  syndicated: boolean;
  source: { isReserved: boolean } | null;
}

/**
 * Returns what a page says, or null if it says nothing. The rights in an extract are not the site's: its page repeats a
 * reservation of the source, whatever the site reserves, and is silent otherwise.
 * @param article the article that the page shows; left out for every other page
 */
export function toPageReservation(
  reservation: MiningReservation | null,
  article?: ReservedArticle,
): PageReservation | null {
  if (article?.syndicated) return article.source?.isReserved ? { hasLicence: false } : null;
  return reservation && { policyUrl: reservation.policyUrl, hasLicence: true };
}

/** The addresses of the two documents. */
export const licencePath = "/license.xml";
export const tdmrepPath = "/.well-known/tdmrep.json";
