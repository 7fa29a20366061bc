import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notificationSettings } from "#db/schema.ts";
import { findSubject } from "#features/follows/queries.ts";
import { isStopToken, readStopRequest, type StopRequest } from "./stop-link.ts";

/** Finds what a link stops and for whom; undefined if it is no link of ours. */
export async function findStopRequest(db: Executor, about: unknown, key: unknown): Promise<StopRequest | undefined> {
  const request = readStopRequest(about, key);
  if (!request) return undefined;
  const [owner] = await db
    .select({ linkKey: notificationSettings.linkKey })
    .from(notificationSettings)
    .where(eq(notificationSettings.memberId, request.memberId));
  return owner && isStopToken(request, { id: request.memberId, linkKey: owner.linkKey }) ? request : undefined;
}

/** The name of the followed subject that a link stops; undefined for a topic or digest, or if the subject is gone. */
export async function findStopName(db: Executor, { subject }: StopRequest): Promise<string | undefined> {
  if (subject.kind === "topic" || subject.kind === "digest") return undefined;
  return (await findSubject(db, subject))?.name;
}
