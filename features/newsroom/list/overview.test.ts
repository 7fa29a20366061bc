import { beforeAll, expect, test } from "vitest";
import { members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { maxOverviewRows, readOverview } from "./overview.ts";

const { db, sql } = testDatabase();
const [ada, bob] = [1, 2];
const titles = (rows: { title: string }[]) => rows.map(({ title }) => title);

/** An article with its draft: its owner, when it was saved last (minutes ago), whether the draft differs. */
async function anArticle(title: string, status: string, owner: number, saved: number, ago: number, differs = false) {
  const [row] = await sql<{ id: number }[]>`
    insert into articles (slug, title, status, published_at)
    values (${title}, ${title}, ${status}::article_status, ${status === "published" ? "2020-01-01" : null}::timestamptz) returning id`;
  const id = Number(row?.id);
  await sql`
    insert into article_drafts (article_id, owner_id, saved_by, saved_at, content)
    values (${id}, ${owner}, ${saved}, now() - ${ago}::int * interval '1 minute', ${differs ? JSON.stringify({ title }) : null}::text::jsonb)`;
  return id;
}

const plan = (id: number, at: string, refused = false) => sql`
  insert into article_schedules (article_id, publish_at, failure)
  values (${id}, ${at}, ${refused ? JSON.stringify({ code: "x", at }) : null}::text::jsonb)`;

beforeAll(async () => {
  await db.insert(members).values([
    { name: "Ada", handle: "ada", role: "contributor" },
    { name: "Bob", handle: "bob", role: "editor" },
  ]);
  await anArticle("brouillon-ada", "draft", ada, ada, 30);
  await anArticle("brouillon-ada-repris", "draft", ada, bob, 20);
  await anArticle("brouillon-bob", "draft", bob, bob, 10);
  await anArticle("publie-sans-suite", "published", bob, bob, 5);
  await anArticle("publie-repris", "published", bob, bob, 4, true);
  await anArticle("retire", "withdrawn", bob, bob, 3, true);
  await plan(await anArticle("demain", "scheduled", bob, bob, 2), "2030-01-02");
  await plan(await anArticle("ce-soir", "scheduled", ada, ada, 1), "2030-01-01");
  await plan(await anArticle("manque", "draft", bob, bob, 60), "2030-01-03", true);
});

test("shows an editor failed, then scheduled articles, and their own drafts", async () => {
  const { planned, underway } = await readOverview(db, bob, false);
  expect(titles(planned)).toEqual(["manque", "ce-soir", "demain"]);
  expect(planned[0]?.failed).toBe(true);
  expect(titles(underway)).toEqual(["publie-repris", "brouillon-bob", "brouillon-ada-repris", "manque"]);
});

test("shows a contributor their own articles only", async () => {
  const { planned, underway } = await readOverview(db, ada, true);
  expect(titles(planned)).toEqual(["ce-soir"]);
  expect(titles(underway)).toEqual(["brouillon-ada-repris", "brouillon-ada"]);
});

test("shows the first few of many", async () => {
  for (let n = 0; n < maxOverviewRows; n += 1)
    await plan(await anArticle(`de-plus-${n}`, "scheduled", bob, bob, 0), "2031-01-01");
  const { planned } = await readOverview(db, bob, false);
  expect(titles(planned).slice(0, 3)).toEqual(["manque", "ce-soir", "demain"]);
  expect(planned).toHaveLength(maxOverviewRows);
});
