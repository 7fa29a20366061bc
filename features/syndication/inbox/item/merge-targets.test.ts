import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { sketchText } from "#features/syndication/likeness/sketch.ts";
import { addTestFeed, addTestItem } from "#features/syndication/publication/testing.ts";
import { suggestMergeTargets } from "./merge-targets.ts";
import { findInboxItem } from "./queries.ts";

const { db, clear } = testDatabase();

const sentence = (n: number) =>
  `Le phare numéro ${n} de la côte nord sera automatisé par les services techniques avant la fin du mois de mars.`;
const text = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `<p>${sentence(from + n)}</p>`).join("");
const withText = (title: string, bodyHtml: string) => ({ title, bodyHtml, ...sketchText(title, bodyHtml) });

async function suggest(id: number) {
  const item = await findInboxItem(db, id);
  if (!item) throw new Error(`no item ${id}`);
  return suggestMergeTargets(db, item);
}

beforeEach(clear);

test("suggests items with parts of the text, and says how much and which sentences", async () => {
  const [one, other] = [await addTestFeed(db), await addTestFeed(db, {}, "La Gazette")];
  const first = await addTestItem(db, one, withText("Les phares s’éteignent", text(0, 12)));
  const second = await addTestItem(db, other, withText("Automates en mer", text(0, 12)));
  await addTestItem(db, other, withText("Sans rapport", "<p>Le conseil municipal vote son budget.</p>"));
  const targets = await suggest(second);
  expect(targets.map(({ value }) => value)).toEqual([`item:${first}`]);
  expect(targets[0]?.likeness?.score).toBeGreaterThan(0.1);
  expect(targets[0]?.likeness?.shared).toContain(sentence(11));
});

test("suggests an article for the words of its title, not for those of its text", async () => {
  const feed = await addTestFeed(db);
  const id = await addTestItem(db, feed, { title: "Tempête annoncée sur la Bretagne" });
  const add = (slug: string, title: string, bodyHtml: string) =>
    upsertArticle(db, { slug, title, bodyHtml, status: "published", publishedAt: new Date(), lead: "" });
  await add("loin", "Le budget est voté", "<p>La tempête annoncée sur la Bretagne est passée.</p>");
  const near = await add("pres", "Bretagne : une tempête pour ce soir", "<p>Rentrez vos chaises.</p>");
  expect(await suggest(id)).toMatchObject([{ value: `article:${near.id}`, source: null }]);
});
