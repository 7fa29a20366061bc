import autocannon from "autocannon";
import type { Database } from "#db/client.ts";
import { type HttpLoadResult, readAutocannon } from "./http-load.ts";
import { signInMany } from "./posting-comments.ts";
import type { Pace } from "./sections.ts";

/**
 * Measures a member's own data on an article (`/api/me`), requested by many members in turn, so that none reaches the
 * limit of ten a second below a few hundred in all. Always with autocannon: wrk sends the same cookie with all
 * requests.
 */
export async function measureViewerData(db: Database, site: string, path: string, pace: Pace): Promise<HttpLoadResult> {
  const members = await signInMany(db, site);
  const url = `${site}/api/me?article=${path.replace("/articles/", "")}`;
  const requests = members.map(({ headers }) => ({ method: "GET" as const, headers }));
  const { seconds, connections } = pace;
  const result = await autocannon({ url, duration: seconds, connections, requests });
  return readAutocannon(result);
}
