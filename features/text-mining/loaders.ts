import { getSettings } from "#features/settings/cached.ts";
import { toMiningReservation, toPageReservation } from "./rules.ts";
import { licenceLink, rslType, writeLicence } from "./statements/rsl.ts";
import { tdmProperties, writeTdmrep } from "./statements/tdmrep.ts";

/** The headers of responses for programs that carry the site's texts: feeds. Empty if nothing is reserved. */
export async function loadMiningHeaders(): Promise<Record<string, string>> {
  const reservation = toMiningReservation(await getSettings());
  if (!reservation) return {};
  return { ...Object.fromEntries(tdmProperties(toPageReservation(reservation))), link: licenceLink() };
}

/** Answers `/license.xml`: 404 if nothing is reserved. */
export async function respondWithLicence(): Promise<Response> {
  const reservation = toMiningReservation(await getSettings());
  if (!reservation) return new Response(null, { status: 404 });
  return new Response(writeLicence(reservation), { headers: { "content-type": `${rslType}; charset=utf-8` } });
}

/** Answers `/.well-known/tdmrep.json`: 404 if nothing is reserved. */
export async function respondWithTdmrep(): Promise<Response> {
  const reservation = toMiningReservation(await getSettings());
  if (!reservation) return new Response(null, { status: 404 });
  return new Response(writeTdmrep(reservation), { headers: { "content-type": "application/json; charset=utf-8" } });
}
