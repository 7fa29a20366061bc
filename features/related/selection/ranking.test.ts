import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus } from "#features/articles/mutations.ts";
import { rebuildRelated, refreshRelated } from "../mutations.ts";
import { listSelection, writeArticle } from "./articles-testing.ts";

const { db, clear } = testDatabase();
beforeEach(clear);

const day = (n: number) => new Date(Date.UTC(2026, 8, n));
const dispatch =
  "Le port de Marseille a interrompu ses terminaux pendant la nuit : un rançongiciel chiffrait les serveurs des grues. " +
  "La capitainerie évoque une intrusion par un sous-traitant, et les dockers déchargent les navires à la main.";
const other =
  "La mairie de Nantes teste un bulletin chiffré pour son conseil municipal ; des chercheurs en cryptographie ont audité " +
  "le protocole, publié le code et invité les habitants à vérifier leur suffrage.";

/** The same dispatch from several sources, each with its own title and a sentence of its own. */
async function writeCopies(): Promise<number[]> {
  const ids = [
    await writeArticle(db, "sujet", { tags: ["ports"], text: "Escale annulée, rançongiciel et grues à quai." }),
  ];
  for (const [n, note] of ["Selon nos informations.", "Reportage.", "Mise à jour du soir.", "Suite."].entries())
    ids.push(
      await writeArticle(db, `copie-${n}`, {
        ...{ tags: ["ports"], title: `Cyberattaque à Marseille, dépêche ${n}`, publishedAt: day(n + 1) },
        text: `${dispatch} ${note}`,
      }),
    );
  ids.push(
    await writeArticle(db, "vote", { tags: ["ports"], title: "Un vote chiffré", text: other, publishedAt: day(1) }),
  );
  await refreshRelated(db, ids);
  return ids;
}

const stored = () => db.execute(sql`select article_id, related_id, rank, score from related_articles order by 1, 3`);

test("shows the best of several near-copies, and none of them below another", async () => {
  await writeCopies();
  const selection = await listSelection(db, "sujet");
  expect(selection.filter((slug) => slug.startsWith("copie"))).toHaveLength(1);
  expect(selection).toContain("vote");
  for (let n = 0; n < 4; n += 1) expect((await listSelection(db, `copie-${n}`)).sort()).toEqual(["sujet", "vote"]);
});

test("shows the next near-copy when the one shown is withdrawn", async () => {
  const ids = await writeCopies();
  const [shown = ""] = (await listSelection(db, "sujet")).filter((slug) => slug.startsWith("copie"));
  const id = ids[Number(shown.at(-1)) + 1] ?? 0;
  await setArticleStatus(db, [id], "withdrawn");
  await refreshRelated(db, [id]);
  const [next = ""] = (await listSelection(db, "sujet")).filter((slug) => slug.startsWith("copie"));
  expect(next).toMatch(/^copie-/);
  expect(next).not.toBe(shown);
});

test("gives the same selections when rebuilt as article by article, with near-copies", async () => {
  const ids = await writeCopies();
  for (const id of ids) await refreshRelated(db, [id]);
  const before = await stored();
  await db.execute(sql`truncate related_articles, article_keywords`);
  await rebuildRelated(db);
  expect(await stored()).toEqual(before);
});

test("keeps articles with few words in common, whatever their likeness", async () => {
  const ids = [await writeArticle(db, "a", { tags: ["vpn"] })];
  for (let n = 0; n < 3; n += 1)
    ids.push(await writeArticle(db, `b-${n}`, { tags: ["vpn"], title: "Agenda", text: "Réunion." }));
  await refreshRelated(db, ids);
  expect(await listSelection(db, "a")).toHaveLength(3);
});

test("an article without words, tags and category has an empty selection", async () => {
  const id = await writeArticle(db, "rien", { title: "!" });
  await writeArticle(db, "autre", { tags: ["vpn"] });
  await refreshRelated(db, [id]);
  expect(await listSelection(db, "rien")).toEqual([]);
});
