import { database } from "#db/client.ts";
import { authorizeViewer } from "#features/auth/loaders.ts";
import { listMailReports } from "../bounces/queries.ts";
import { consentsToCsv } from "./consents-csv.ts";
import { countSubscribers, listHeldSignups, listSubscribers, readConsents } from "./queries.ts";

const isId = (text: string | undefined): text is string => text !== undefined && /^[1-9]\d{0,14}$/.test(text);

/** Loads the page of subscribers. */
export async function loadSubscribers({ words, before, reportsBefore }: SubscribersRequest) {
  const db = database();
  const toId = (text: string | undefined) => (isId(text) ? Number(text) : undefined);
  const [counts, held, list, mailReports] = await Promise.all([
    countSubscribers(db),
    listHeldSignups(db),
    listSubscribers(db, { words, before: toId(before) }),
    listMailReports(db, toId(reportsBefore)),
  ]);
  return { counts, held, ...list, mailReports };
}

interface SubscribersRequest {
  words: string;
  /** Where the list of subscribers, and that of reports, continues. */
  before: string | undefined;
  reportsBefore: string | undefined;
}

/** Responds with one subscriber's proofs of consent as a CSV file, for administrators. */
export async function respondWithConsentsCsv(idText: string): Promise<Response> {
  const headers = { "Cache-Control": "private, no-store", "Content-Type": "text/html; charset=utf-8" };
  const viewer = await authorizeViewer(({ role }) => role === "admin");
  if (typeof viewer === "number") return new Response("", { status: viewer, headers });
  const found = isId(idText) ? await readConsents(database(), Number(idText)) : undefined;
  if (!found) return new Response("", { status: 404, headers });
  return new Response(consentsToCsv(found), {
    headers: {
      ...headers,
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="consents-${idText}.csv"`,
    },
  });
}
