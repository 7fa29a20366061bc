import { asc, eq, sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import { everythingTag } from "#db/invalidation.ts";
import { articles, commentGuests, commentReactions, comments, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { hashGuestAddress } from "#features/members/guest-comments/address-hmac.ts";
import { findClaimableComments, hasClaimableComments } from "#features/members/guest-comments/queries.ts";
import { aMember } from "#features/members/testing.ts";
import { addComments, type NewComment } from "../mutations.ts";
import { countProfileComments } from "../profile/queries.ts";
import { claimComments, recordGuests } from "./mutations.ts";

const { db, clear, recordedChanges } = testDatabase();
process.env.AUTH_SECRET ??= "a secret of these tests";
let ada = 0;
beforeEach(async () => {
  await clear();
  ada = await aMember(db, "ada", { email: "Ada@example.org", confirmedAt: new Date() });
});

const hmacOf = (address: string) => hashGuestAddress(address) ?? "";

/** Imports comments by this address, `perArticle` on each of some articles. */
async function bring(
  address: string,
  { on = 1, perArticle = 1, name = "Jo", slug = "jo", status = "visible" as const } = {},
) {
  const rows = await db
    .insert(articles)
    .values(
      Array.from({ length: on }, (_, n) => ({
        slug: `${slug}-${n}`,
        title: "Un",
        status: "published" as const,
        publishedAt: new Date(),
      })),
    )
    .returning({ id: articles.id });
  for (const { id } of rows) {
    const batch: NewComment[] = Array.from({ length: perArticle }, (_, n) => ({
      key: String(n),
      authorName: name,
      status,
      bodySource: "Oui",
      bodyHtml: "<p>Oui</p>",
      createdAt: new Date(Date.UTC(2012, 1, 1, 0, n)),
    }));
    const ids = await addComments(db, id, batch);
    await recordGuests(
      db,
      [...ids.values()].map((commentId) => ({ commentId, addressHmac: hmacOf(address) })),
    );
  }
  return rows.map(({ id }) => id);
}
const account = async (id: number) => {
  const [row] = await db
    .select({ email: members.email, confirmedAt: members.confirmedAt })
    .from(members)
    .where(eq(members.id, id));
  if (!row) throw new Error("no member");
  return row;
};
const claimable = async (id = ada) => findClaimableComments(db, await account(id));

test("hashes an address in one spelling, with a key that the database does not have", () => {
  expect(hmacOf(" ADA@Example.ORG ")).toBe(hmacOf("ada@example.org"));
  expect(hmacOf("ada@bücher.example")).toBe(hmacOf("ada@xn--bcher-kva.example"));
  for (const other of ["ada+news@example.org", "a.da@example.org", "ada@example.org.evil.example", "аda@example.org"])
    expect(hashGuestAddress(other)).not.toBe(hmacOf("ada@example.org"));
  for (const wrong of ["", "ada", "ada@", "ada@example.org, eve@example.org", "x".repeat(1_000_000)])
    expect(hashGuestAddress(wrong)).toBeUndefined();
  const before = hmacOf("ada@example.org");
  const secret = process.env.AUTH_SECRET;
  process.env.AUTH_SECRET = "another secret";
  expect(hmacOf("ada@example.org")).not.toBe(before);
  process.env.AUTH_SECRET = secret;
});

test("offers the comments of a confirmed address only, with the names that signed them", async () => {
  await bring("ADA@example.org", { perArticle: 3 });
  await bring("ada@example.org", { name: "Joëlle", slug: "joelle" });
  await bring("ada+news@example.org", { name: "Autre", slug: "autre" });
  expect(await claimable()).toEqual({ count: 4, names: ["Jo", "Joëlle"] });
  const eve = await aMember(db, "eve", { email: "ada+news@example.org" });
  expect(await claimable(eve)).toEqual({ count: 0, names: [] });
  expect(await hasClaimableComments(db, eve)).toBe(false);
  expect(await claimComments(db, eve)).toBe(0);
  await db.update(members).set({ confirmedAt: new Date() }).where(eq(members.id, eve));
  expect(await claimable(eve)).toEqual({ count: 1, names: ["Autre"] });
});

test("gives them to the member once, who signs them from then on", async () => {
  const [article] = await bring("ada@example.org", { perArticle: 2 });
  expect(await claimComments(db, ada)).toBe(2);
  expect(await claimComments(db, ada)).toBe(0);
  expect(await claimable()).toEqual({ count: 0, names: [] });
  const rows = await db.select().from(comments).orderBy(asc(comments.id));
  expect(rows.map(({ memberId, authorName, bodySource }) => [memberId, authorName, bodySource])).toEqual([
    [ada, "", "Oui"],
    [ada, "", "Oui"],
  ]);
  expect(await db.$count(commentGuests)).toBe(0);
  expect((await countProfileComments(db, ada)).comments).toBe(2);
  const [row] = await db
    .select({ count: articles.commentCount })
    .from(articles)
    .where(eq(articles.id, article ?? 0));
  expect(row?.count).toBe(2);
});

test("two submits at once give each comment once, and neither fails", async () => {
  await bring("ada@example.org", { on: 3, perArticle: 4 });
  const given = await Promise.all([claimComments(db, ada), claimComments(db, ada), claimComments(db, ada)]);
  expect(given.reduce((sum, count) => sum + count, 0)).toBe(12);
});

test("never takes a comment that belongs to somebody", async () => {
  await bring("ada@example.org", { perArticle: 2 });
  const bob = await aMember(db, "bob");
  const [first] = await db.select().from(comments).orderBy(asc(comments.id));
  await db
    .update(comments)
    .set({ memberId: bob })
    .where(eq(comments.id, first?.id ?? 0));
  expect(await claimComments(db, ada)).toBe(1);
  expect((await db.select().from(comments).where(eq(comments.memberId, bob))).length).toBe(1);
});

test("withdraws the member's own reactions to them", async () => {
  await bring("ada@example.org");
  const [comment] = await db.select().from(comments);
  await db.insert(commentReactions).values({ commentId: comment?.id ?? 0, memberId: ada });
  await db.update(comments).set({ reactionCount: 1 });
  await claimComments(db, ada);
  expect((await db.select().from(comments))[0]?.reactionCount).toBe(0);
  expect(await db.$count(commentReactions)).toBe(0);
});

test("invalidates exactly the discussions and the profile, also of a member who wrote everywhere", async () => {
  const ids = await bring("ada@example.org", { on: 120 });
  const changes = await recordedChanges(async () => expect(await claimComments(db, ada)).toBe(120));
  const tags = new Set(changes.flatMap((change) => change.tags));
  expect(tags).not.toContain(everythingTag);
  for (const tag of [
    ...ids.map((id) => commentCacheTags.article(id)),
    memberCacheTags.handle("ada"),
    commentCacheTags.member(ada),
  ])
    expect(tags).toContain(tag);
  expect(changes).toHaveLength(3);
});

test("gives at most as many as asked for, and the rest the next time", async () => {
  await bring("ada@example.org", { on: 2, perArticle: 5 });
  expect(await claimComments(db, ada, 7)).toBe(7);
  expect((await claimable()).count).toBe(3);
  expect(await claimComments(db, ada, 7)).toBe(3);
});

test("finds an address's comments by its index", async () => {
  const plan = await db.transaction(async (tx) => {
    // In one transaction: the setting holds for one connection of the pool only.
    await tx.execute(sql`set local enable_seqscan = off`);
    return tx.execute(sql`explain select 1 from comment_guests where address_hmac = ${hmacOf("ada@example.org")}`);
  });
  expect(JSON.stringify(plan)).toContain("comment_guests_address_hmac_idx");
});
