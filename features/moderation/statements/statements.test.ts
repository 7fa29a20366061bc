import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { members, moderationDecisions } from "#db/schema.ts";
import { appealFixtures } from "../appeals/testing.ts";
import { findCommentStatement, findStatement, listStatements } from "./queries.ts";
import { signStatementLink, verifyStatementLink } from "./signed-link.ts";

const { db, articleId, queries, memberIdOf, by, member, write, decided, reject } = appealFixtures();

describe("statements", () => {
  test("shows statements only to the member concerned, in one SQL statement each, without moderators' notes", async () => {
    const comment = await write();
    const rejected = await reject(comment);
    await decided({ actor: by("modo"), subject: member("jeanne"), action: "note", note: "Entre nous" });
    await decided({ actor: by("modo"), subject: member("jeanne"), action: "warn", reason: "hate", note: "À vous" });
    const { result, statements } = await queries(() => listStatements(db, memberIdOf("jeanne")));
    expect(statements).toHaveLength(1);
    expect(result.map(({ action }) => action)).toEqual(["warn", "reject"]);
    expect(await findStatement(db, memberIdOf("malik"), rejected)).toBeUndefined();
    expect(await findCommentStatement(db, memberIdOf("jeanne"), comment)).toMatchObject({ id: rejected, cause: "own" });
    await decided({ actor: by("autre"), subject: { kind: "comment", id: comment }, action: "approve" });
    expect(await findCommentStatement(db, memberIdOf("jeanne"), comment)).toBeUndefined();
    expect(await findStatement(db, memberIdOf("jeanne"), rejected)).toMatchObject({ superseded: true, undone: false });
  });

  test.each([
    ["newcomer", "routine"],
    ["links", "rule"],
  ])("gives the cause of a decision on a comment held by the rule %s as %s", async (rule, cause) => {
    const comment = await write("jeanne", "pending");
    const after = { status: "pending" as const };
    const values = { subjectId: comment, memberId: memberIdOf("jeanne"), articleId: articleId(), before: {}, after };
    await db.insert(moderationDecisions).values({ subject: "comment", action: "hold", rule, ...values });
    expect(await findCommentStatement(db, memberIdOf("jeanne"), comment)).toMatchObject({ action: "hold", cause });
    await reject(comment);
    expect(await findCommentStatement(db, memberIdOf("jeanne"), comment)).toMatchObject({ action: "reject", cause });
  });

  test("accepts a mailed link until it expires and while the member keeps the address", async () => {
    const [jeanne] = await db.select().from(members).where(eq(members.handle, "jeanne"));
    const to = { id: jeanne?.id ?? 0, email: jeanne?.email ?? "" };
    const link = signStatementLink(to, new Date(Date.now() + 5_000));
    expect(await verifyStatementLink(db, link)).toBe(to.id);
    expect(await verifyStatementLink(db, link, new Date(Date.now() + 6_000))).toBeUndefined();
    for (const other of ["", "x", `${link}x`, link.slice(1), link.replace(/^\w+/, memberIdOf("malik").toString(36))])
      expect(await verifyStatementLink(db, other), other).toBeUndefined();
    await db.update(members).set({ email: "autre@example.com" }).where(eq(members.id, to.id));
    expect(await verifyStatementLink(db, link)).toBeUndefined();
    await db.update(members).set({ email: "JEANNE@example.org" }).where(eq(members.id, to.id));
    expect(await verifyStatementLink(db, link)).toBe(to.id);
    await db.update(members).set({ deletedAt: new Date() }).where(eq(members.id, to.id));
    expect(await verifyStatementLink(db, link)).toBeUndefined();
  });
});
