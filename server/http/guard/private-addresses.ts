import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments } from "#db/schema.ts";
import { isNoticeSecret } from "#features/dsa-notices/notice-secret.ts";
import { referencePattern } from "#features/dsa-notices/rules.ts";
import { findPreviewLink } from "#features/newsroom/preview/queries.ts";
import { env } from "#lib/env.ts";
import { splitAddress } from "#lib/split-address.ts";

/**
 * Pages that answer 401 without a session: the admin area, and those of an account. Not the ones that a mailed link
 * opens. `private-addresses.test.ts` compares them with the gates of the pages.
 */
const memberPages = /^\/(?:admin(?:\/.*)?|account(?:\/(?:data|mail|mutes|security))?|notifications)$/;

/** Whether a page is for members only, by its path. */
export function isMemberPage(path: string): boolean {
  return memberPages.test(path);
}

/**
 * Whether the site has something at an address (path and query) that one of its private routes matches. Only for routes
 * that anyone may request: what strangers invent must not cost a render. The page checks everything else.
 */
export async function isPrivateAddress(db: Executor, address: string): Promise<boolean> {
  const { path, query } = splitAddress(address);
  const [, area, name] = /^\/(api\/auth\/callback|comments|preview|report)\/([^/]+)\/?$/.exec(path) ?? [];
  if (area === undefined || name === undefined) return true;
  if (area === "comments") return await hasComment(db, name);
  if (area === "preview") return (await findPreviewLink(db, name)) !== undefined;
  if (area === "report") return isNoticeKey(name, new URLSearchParams(query).get("key"));
  return isProvider(name);
}

async function hasComment(db: Executor, id: string): Promise<boolean> {
  if (!/^[1-9]\d{0,14}$/.test(id)) return false;
  const rows = await db.execute(sql`select 1 from ${comments} where id = ${id}::bigint`);
  return rows.length > 0;
}

function isNoticeKey(reference: string, key: string | null): boolean {
  return referencePattern.test(reference) && key !== null && isNoticeSecret(reference, key);
}

function isProvider(name: string): boolean {
  const { AUTH_GITHUB_ID, AUTH_GOOGLE_ID } = env();
  return (name === "github" && AUTH_GITHUB_ID !== undefined) || (name === "google" && AUTH_GOOGLE_ID !== undefined);
}
