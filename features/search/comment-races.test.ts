import { beforeEach, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { comments } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { anArticle } from "#features/articles/testing.ts";
import { addComments, addPostedComment } from "#features/comments/mutations.ts";
import { lockAuthor } from "#features/comments/posting/screen-comment.ts";
import { someMembers } from "#features/members/testing.ts";
import { decideInBulk } from "#features/moderation/decisions/bulk-decision.ts";

const { db, sql, clear, url } = testDatabase();
beforeEach(clear);

test("keeps the index right and never deadlocks while comments, decisions, withdrawals and deletions of accounts meet", async () => {
  const connection = connect(url, { max: 8 });
  const people = await someMembers(db, { ada: "reader", bo: "reader", cy: "reader", modo: "moderator" });
  const articles = [await anArticle(db, "un"), await anArticle(db, "deux"), await anArticle(db, "trois")];
  const statuses = ["withdrawn", "published"] as const;
  const pick = <T>(list: readonly T[], n: number) => list[n % list.length] as T;
  const failures: unknown[] = [];
  const post = (n: number) =>
    connection.db.transaction(async (tx) => {
      const memberId = pick([people.ada, people.bo, people.cy], n) ?? 0;
      await lockAuthor(tx, memberId);
      await addPostedComment(tx, pick(articles, n), {
        memberId,
        parentId: null,
        status: n % 3 === 0 ? "pending" : "visible",
        bodySource: "x",
        bodyHtml: `<p>xylophone ${n}</p>`,
        createdAt: new Date(),
        key: `key-of-a-submission-${n}`,
      });
    });
  const decideOnAll = async (action: "reject" | "approve") => {
    const items = await connection.db.select({ id: comments.id, version: comments.version }).from(comments).limit(30);
    if (items.length > 0)
      await decideInBulk(connection.db, { actor: { id: people.modo ?? 0 }, action, reason: "spam", items });
  };
  const jobs = [
    post,
    (n: number) => connection.db.transaction((tx) => setArticleStatus(tx, [pick(articles, n)], pick(statuses, n))),
    (n: number) => decideOnAll(n % 2 === 0 ? "reject" : "approve"),
    post,
    (n: number) =>
      connection.db.transaction((tx) =>
        addComments(tx, pick(articles, n + 1), [
          { key: "a", status: "visible", bodySource: "y", bodyHtml: "<p>xylophone</p>", createdAt: new Date() },
        ]),
      ),
    (n: number) =>
      n % 10 === 0
        ? connection.db.transaction((tx) =>
            anonymiseMember(tx, pick([people.ada, people.bo], n / 10) ?? 0, { keepsComments: n % 20 === 0 }),
          )
        : post(n + 1_000),
  ];
  try {
    const run = async (worker: number) => {
      for (let n = 0; n < 40; n += 1)
        try {
          await pick(jobs, worker + n)(n * 10 + worker);
        } catch (error) {
          failures.push(error);
        }
    };
    await Promise.all(Array.from({ length: 8 }, (_, worker) => run(worker)));
  } finally {
    await connection.close();
  }
  expect(failures).toEqual([]);
  const wrong = await sql`
    select coalesce(c.id, s.comment_id) as id, s.comment_id is null as missing from search_comments as s
    full join (select c.id from comments as c join articles as a on a.id = c.article_id and a.status = 'published' where c.status = 'visible') as c
      on c.id = s.comment_id
    where c.id is null or s.comment_id is null`;
  expect(wrong).toEqual([]);
});
