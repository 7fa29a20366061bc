import type { MiningReservation, PageReservation } from "../rules.ts";

/**
 * Writes `/.well-known/tdmrep.json` (TDM Reservation Protocol, final report of the W3C community group,
 * https://www.w3.org/community/reports/tdmrep/CG-FINAL-tdmrep-20240510/). Only for a reservation: a site that reserves
 * nothing has no such file, because the value 0 would declare that everything, extracts and comments included, may be
 * mined.
 */
export function writeTdmrep({ policyUrl }: MiningReservation): string {
  return `${JSON.stringify([{ location: "/", "tdm-reservation": 1, "tdm-policy": policyUrl }], null, 2)}\n`;
}

const metaPattern = /<meta name="(tdm-reservation|tdm-policy)" content="([^"<>]{0,2000})"\/?>/g;

/** Reads the properties back from a page that this site rendered, for its headers. */
export function readTdmMetadata(html: string): [name: string, value: string][] {
  const head = html.slice(0, Math.max(html.indexOf("</head>"), 0));
  return [...head.matchAll(metaPattern)].map(([, name = "", value = ""]) => [name, value.replaceAll("&amp;", "&")]);
}

/** The properties of the protocol, which have the same names in HTTP headers and in `<meta>` elements. */
export function tdmProperties(page: PageReservation | null): [name: string, value: string][] {
  if (!page) return [];
  return [
    ["tdm-reservation", "1"],
    ...(page.policyUrl ? ([["tdm-policy", page.policyUrl]] as [string, string][]) : []),
  ];
}
