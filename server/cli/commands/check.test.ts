import { afterAll, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { runInProcess as vigie } from "../testing.ts";

const { url } = testDatabase();
const { sql, close } = connect(url);
afterAll(close);

test("loads a corpus, checks it and finds a planted fault: exit codes, lines and JSON", async () => {
  const loaded = await vigie("load", "--articles", "20", "--comments", "30", "--related", "--json");
  expect(loaded.code).toBe(0);
  expect(JSON.parse(loaded.out)).toMatchObject({ articles: 20, comments: 30, members: 20, ratings: 20, seed: 1 });
  expect(await sql`select 1 from related_articles`).not.toHaveLength(0);

  expect(await vigie("check")).toMatchObject({ code: 0, out: expect.stringMatching(/^All \d+ checks passed\.\n$/) });

  await sql`update articles set comment_count = comment_count + 1 where id in (select id from articles order by id limit 2)`;
  const lines = await vigie("check");
  expect(lines).toMatchObject({ code: 1, err: "2 findings.\n" });
  expect(lines.out).toMatch(/^(comment-count: article \d+ \([a-z0-9-]+\) says \d+, has \d+\n){2}$/);
  const json = await vigie("check", "--json");
  expect(json.code).toBe(1);
  expect(JSON.parse(json.out)).toMatchObject({ findings: [{ check: "comment-count" }, {}], total: 2 });
});

test.each([
  ["--articles", "-3"],
  ["--comments", "many"],
  ["--seed", "1.5"],
])("refuses load %s %s in one line", async (option, value) => {
  const { code, out, err } = await vigie("load", option, value);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("It must be a whole number");
  expect(await sql`select 1 from articles where id > 20`).toHaveLength(0);
});

test("says once after its findings how a fault of the newsletter is repaired", async () => {
  await sql`insert into newsletter_subscribers (address, rhythm, alerts, link_key, state)
    select 'a' || n || '@example.org', 'monthly', false, '', 'active' from generate_series(1, 2) as n`;
  const { out } = await vigie("check");
  expect(out).toMatch(/newsletter-subscriptions: subscriber \d+ is active without a topic\n/);
  expect(out.match(/^newsletter-subscriptions: to repair: .*\/admin\/newsletter\/subscribers/gm)).toHaveLength(1);
  expect(out).not.toContain("comment-count: to repair");
  const { checks } = JSON.parse((await vigie("check", "--json")).out);
  expect(checks.filter(({ repair }: { repair?: string }) => repair).length).toBeGreaterThan(2);
});
