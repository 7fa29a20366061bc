import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  articlePreviewLinks,
  articles,
  memberSessions,
  members,
  memberTokens,
  notificationMails,
  rateLimits,
  signInChallenges,
} from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { deleteExpiredData } from "./data-retention.ts";

const { db } = testDatabase();

test("deletes expired rows and keeps the others", async () => {
  const [member] = await db.insert(members).values({ name: "Ada L.", handle: "ada" }).returning({ id: members.id });
  const memberId = member?.id ?? 0;
  const ago = (time: string) => sql`now() - ${time}::interval`;
  await db.insert(memberSessions).values([
    { id: "open", memberId, method: "password", createdAt: ago("29 days"), lastSeenAt: ago("29 days") },
    { id: "ended", memberId, method: "password", revokedAt: ago("1 second") },
    { id: "too old", memberId, method: "password", createdAt: ago("31 days") },
  ]);
  const soon = ago("-1 hour");
  const hash = (text: string) => Buffer.from(text);
  await db.insert(memberTokens).values([
    { hash: hash("serves"), kind: "confirm", memberId, expiresAt: soon },
    { hash: hash("over"), kind: "confirm", memberId, expiresAt: ago("1 second") },
  ]);
  await db.insert(signInChallenges).values([
    { hash: hash("serves"), kind: "secondStep", memberId, expiresAt: soon },
    { hash: hash("over"), kind: "secondStep", memberId, expiresAt: ago("1 second") },
  ]);
  await db.insert(rateLimits).values([
    { key: "signIn.network:192.0.2.1", points: 1, expire: new Date(Date.now() + 60_000) },
    { key: "signIn.network:192.0.2.2", points: 9, expire: new Date(Date.now() - 60_000) },
    { key: "for ever", points: 1, expire: null },
  ]);

  await db.insert(notificationMails).values([
    { memberId, subject: "digest:kept", createdAt: ago("59 days") },
    { memberId, subject: "digest:old", createdAt: ago("61 days") },
  ]);

  await deleteExpiredData(db);
  expect((await db.select().from(notificationMails)).map(({ subject }) => subject)).toEqual(["digest:kept"]);
  expect((await db.select().from(memberSessions)).map(({ id }) => id)).toEqual(["open"]);
  expect(await db.$count(memberTokens)).toBe(1);
  expect(await db.$count(signInChallenges)).toBe(1);
  expect((await db.select().from(rateLimits)).map(({ key }) => key).sort()).toEqual([
    "for ever",
    "signIn.network:192.0.2.1",
  ]);
});

test("an expired preview link reports for a month that it has ended, revoked or not; then it is deleted", async () => {
  const [article] = await db.insert(articles).values({ slug: "a", title: "A" }).returning({ id: articles.id });
  const articleId = article?.id ?? 0;
  const days = (count: number) => new Date(Date.now() + count * 86_400_000);
  await db.insert(articlePreviewLinks).values([
    { articleId, expiresAt: days(7) },
    { articleId, expiresAt: days(7), revokedAt: days(0) },
    { articleId, expiresAt: days(-29) },
    { articleId, expiresAt: days(-31) },
    { articleId, expiresAt: days(-31), revokedAt: days(-35) },
  ]);
  await deleteExpiredData(db);
  const kept = await db
    .select({ id: articlePreviewLinks.id })
    .from(articlePreviewLinks)
    .orderBy(articlePreviewLinks.id);
  expect(kept.map(({ id }) => id)).toEqual([1, 2, 3]);
});
