import { database } from "#db/client.ts";
import { findComment } from "./queries.ts";

/** The comment of an address `/comments/ID`; undefined for anything that is no known id. */
export async function loadComment(id: string) {
  return /^[1-9]\d{0,14}$/.test(id) ? findComment(database(), Number(id)) : undefined;
}
