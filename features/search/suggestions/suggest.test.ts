import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { connect, requestLimits } from "#db/client.ts";
import { databaseFailures } from "#db/guarded-pool.ts";
import { searchTerms } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setArticleStatus, upsertArticle } from "#features/articles/mutations.ts";
import { addChangedTerms } from "#features/search/vocabulary/mutations.ts";
import { ensureSource, upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import type { Suggestion, Suggestions } from "./rules.ts";
import { suggest } from "./suggest.ts";
import { addWords } from "./testing.ts";
import { readTypedText } from "./typed-text.ts";
import { VocabularyCache } from "./vocabulary.ts";

const { db, clear, queries, url } = testDatabase();
beforeEach(clear);
const none: Suggestions = { articles: [], terms: [], people: [] };

let day = 0;
async function publish(title: string, more: Partial<Parameters<typeof upsertArticle>[1]> = {}): Promise<number> {
  day += 1;
  const slug = `a-${day}`;
  const publishedAt = new Date(Date.UTC(2026, 0, day));
  const article = { slug, title, lead: "", bodyHtml: "", publishedAt, status: "published" as const, ...more };
  return (await upsertArticle(db, article)).id;
}

async function find(text: string): Promise<Suggestions> {
  const typed = readTypedText(text);
  return (typed && (await suggest(db, await new VocabularyCache(db).get(), typed))) ?? none;
}
const textsOf = (list: Suggestion[] = []) => list.map(({ text }) => text);
const texts = (found: Suggestions | null) => ({
  articles: textsOf(found?.articles),
  terms: textsOf(found?.terms),
  people: textsOf(found?.people),
});

test("suggests titles with a word that begins as typed, those that begin so first, then the newest", async () => {
  await publish("Rançongiciels : la mairie paie");
  await publish("La mairie et le rançongiciel");
  await publish("Un rançongiciel chez un éditeur");
  await publish("Une fuite", { bodyHtml: "<p>Un rançongiciel</p>" });
  await publish("Un rançon-projet", { status: "draft" });
  expect(texts(await find("RANCON")).articles).toEqual([
    "Rançongiciels\u202f: la mairie paie",
    "Un rançongiciel chez un éditeur",
    "La mairie et le rançongiciel",
  ]);
  expect(texts(await find("mairie ranço")).articles).toEqual([
    "La mairie et le rançongiciel",
    "Rançongiciels\u202f: la mairie paie",
  ]);
  expect((await find("mairie ranço")).articles[0]).toMatchObject({
    kind: "article",
    path: "/articles/a-2",
    marks: [
      [3, 9],
      [16, 21],
    ],
  });
});

test("finds titles by the stem of a longer word, and by whole words of any form before the last", async () => {
  await addWords(db, { vulnérabilité: 3, attaque: 4 });
  await publish("Des attaques par vulnérabilités");
  expect(texts(await find("vulnérabili")).articles).toEqual(["Des attaques par vulnérabilités"]);
  expect(texts(await find("attaque par vuln")).articles).toEqual(["Des attaques par vulnérabilités"]);
});

test("reads rare words by the index and frequent ones among the newest", async () => {
  await addWords(db, { faille: 900_000, zimbra: 1 });
  await publish("Une faille dans Zimbra");
  await publish("Une faille ailleurs");
  expect(texts(await find("zim")).articles).toEqual(["Une faille dans Zimbra"]);
  expect(texts(await find("zimbra fai")).articles).toEqual(["Une faille dans Zimbra"]);
  expect(texts(await find("fai")).articles).toEqual(["Une faille ailleurs", "Une faille dans Zimbra"]);
});

test("completes a word with its accents, one form of each stem, the most frequent first", async () => {
  await addWords(db, { sécurité: 50, sécurités: 2, secours: 90, secret: 10, sécurisé: 8 });
  expect(texts(await find("sec")).terms).toEqual(["secours", "sécurité", "secret", "sécurisé"]);
  expect((await find("sécur")).terms[0]).toEqual({
    kind: "word",
    text: "sécurité",
    path: "/search?q=s%C3%A9curit%C3%A9",
    marks: [[0, 5]],
  });
  expect(texts(await find("secret")).terms).toEqual([]);
});

test("goes on after several words as titles do, the most frequent first", async () => {
  await addWords(db, { passoire: 1_000, passe: 10, mot: 4, double: 4, defaut: 900, application: 900 });
  await publish("Mots de passe : les bons");
  await publish("Un défaut dans les mots de passe des domestiques");
  await publish("Un mot d’ordre, dans les mots : défaut");
  await publish("La double authentification d’une application");
  await publish("Double-clic");
  expect(texts(await find("Mot de pas")).terms).toEqual(["mot de passe"]);
  expect(texts(await find("mot de")).terms).toEqual(["mot de passe"]);
  expect(texts(await find("mots d")).terms).toEqual(["mots de passe", "mots d’ordre"]);
  expect(texts(await find("double a")).terms).toEqual(["double authentification"]);
  expect(texts(await find("double c")).terms).toEqual(["double clic"]);
  for (const typed of ["mot déf", "mots déf", "double app", "ordre d"])
    expect(texts(await find(typed)).terms).toEqual([]);
});

test("suggests only titles for quoted words, authors after par:, nothing for what is excluded", async () => {
  await addWords(db, { antivirus: 5, vague: 5, mot: 5 });
  const authorId = await upsertAuthor(db, { handle: "v", name: "Claire Vasseur" });
  const tagId = await upsertTag(db, { slug: "vagues", name: "Vagues" });
  await publish("Le mot de passe, l’antivirus, la vague", { authorIds: [authorId], tagIds: [tagId] });
  const title = "Le mot de passe, l’antivirus, la vague";
  expect(texts(await find('"mot de'))).toEqual({ articles: [title], terms: [], people: [] });
  expect(texts(await find("« vag"))).toEqual({ articles: [title], terms: [], people: [] });
  expect(texts(await find("antiv*"))).toEqual({ articles: [title], terms: [], people: [] });
  const claire = { articles: [], terms: [], people: ['par:"Claire Vasseur"'] };
  for (const typed of ["par:va", "PAR:clai", 'par:"claire va']) expect(texts(await find(typed))).toEqual(claire);
  expect((await find("mot by:vas")).people).toMatchObject([
    { kind: "author", text: 'mot by:"Claire Vasseur"', path: "/search?q=mot+by%3A%22Claire+Vasseur%22" },
  ]);
  for (const typed of [
    "-anti",
    "mot -vague",
    "par:vague",
    "par: va",
    "par:claire va",
    'par:"Claire Vasseur"',
    "-par:va",
  ])
    expect(await find(typed)).toEqual(none);
});

test("suggests a person instead of the word that is one of the names", async () => {
  await addWords(db, { yanis: 2, yankee: 1 });
  const authorId = await upsertAuthor(db, { handle: "y", name: "Yanis Belkacem" });
  await publish("Yanis et le yankee", { authorIds: [authorId], bodyHtml: "<p>yanis yankee</p>" });
  const people = ["Yanis Belkacem"];
  for (const typed of ["ya", "yan"]) expect(texts(await find(typed))).toMatchObject({ terms: ["yankee"], people });
});

test("takes Wi-Fi and e-mail for one word, typed with a hyphen or without", async () => {
  await publish("Le Wi-Fi public");
  for (let n = 0; n < 3; n += 1) await publish("Un e-mail");
  await addChangedTerms(db);
  for (const typed of ["wifi", "wi-fi", "wif", "Wi-F"])
    expect(texts(await find(typed)).articles).toEqual(["Le Wi-Fi public"]);
  expect((await find("wif")).articles[0]?.marks).toEqual([[3, 7]]);
  expect(texts(await find("wif")).terms).toEqual(["wifi"]);
  expect(texts(await find("wifi p")).terms).toEqual(["wifi public"]);
  expect(texts(await find("email")).articles).toHaveLength(3);
});

test("suggests categories, tags, authors and sources that have a published article", async () => {
  const categoryId = await upsertCategory(db, { slug: "vie-privee", name: "Vie privée" });
  await upsertCategory(db, { slug: "vide", name: "Vie vide" });
  const tagId = await upsertTag(db, { slug: "vie", name: "Vie numérique" });
  const authorId = await upsertAuthor(db, { handle: "v", name: "Viviane L’Été" });
  const sourceId = await ensureSource(db, { slug: "vigilance", name: "Vigilance", url: "https://v.example" });
  const hidden = await upsertTag(db, { slug: "vier", name: "Vier" });
  await publish("A", { tagIds: [tagId], categoryIds: [categoryId], authorIds: [authorId] });
  await publish("B", { source: { id: sourceId, title: "B", url: "https://v.example/b", syndicated: false } });
  await publish("C", { tagIds: [hidden], status: "draft" });
  const found = await find("vi");
  expect(found.terms.map(({ kind, text, path }) => [kind, text, path])).toEqual([
    ["category", "Vie privée", "/categories/vie-privee"],
    ["tag", "Vie numérique", "/tags/vie"],
  ]);
  expect(found.people.map(({ kind, text, path }) => [kind, text, path])).toEqual([
    ["source", "Vigilance", "/sources/vigilance"],
    ["author", "Viviane L’Été", "/authors/v"],
  ]);
  expect(texts(await find("vie num")).terms).toEqual(["Vie numérique"]);
  expect(texts(await find("ete")).people).toEqual(["Viviane L’Été"]);
});

test("a name that is gone since the vocabulary was read is not suggested, a new name of it is", async () => {
  const tagId = await upsertTag(db, { slug: "vpn", name: "VPN" });
  const id = await publish("A", { tagIds: [tagId] });
  const vocabulary = await new VocabularyCache(db).get();
  const typed = readTypedText("vpn");
  if (!typed) throw new Error("nothing typed");
  await upsertTag(db, { slug: "vpn", name: "VPN gratuits" });
  expect(texts(await suggest(db, vocabulary, typed)).terms).toEqual(["VPN gratuits"]);
  await publish("A", { slug: "a-b", tagIds: [], status: "published" });
  await upsertArticle(
    db,
    { slug: "x", title: "A", lead: "", bodyHtml: "", status: "withdrawn", publishedAt: new Date(0), tagIds: [tagId] },
    id,
  );
  expect(texts(await suggest(db, vocabulary, typed)).terms).toEqual([]);
});

test("ignores stop words before the last word, and finds titles of English articles", async () => {
  await addWords(db, { vulnerabilities: 3 });
  await publish("Une panne dans les entreprises");
  await publish("The new vulnerabilities are in the wild");
  expect(texts(await find("dans les entrep")).articles).toEqual(["Une panne dans les entreprises"]);
  expect(texts(await find("the vulnerabilit")).articles).toEqual(["The new vulnerabilities are in the wild"]);
});

test("after other words, takes a stop word for a whole word or for the beginning of one", async () => {
  await addWords(db, { colis: 4, encombrant: 1, enquete: 900_000 });
  await publish("Le colis encombrant");
  await publish("Une arnaque au colis");
  await publish("Votre colis en attente : une arnaque");
  await publish("Une enquête en cours");
  const found = await find("colis en");
  expect(texts(found)).toMatchObject({
    articles: ["Votre colis en attente\u202f: une arnaque", "Le colis encombrant", "Une arnaque au colis"],
    terms: ["colis en attente", "colis encombrant"],
  });
  expect(texts(await find("en")).articles).toEqual(["Une enquête en cours", "Le colis encombrant"]);
  await db.update(searchTerms).set({ articleCount: 900_000 });
  expect(texts(await find("colis en")).articles).toHaveLength(3);
});

test("runs few reads in one transaction with a time limit", async () => {
  await addWords(db, { faille: 30 });
  const vocabulary = await new VocabularyCache(db).get();
  const typed = readTypedText("fail");
  if (!typed) throw new Error("nothing typed");
  const { statements } = await queries(() => suggest(db, vocabulary, typed));
  expect(statements).toHaveLength(3);
  const both = readTypedText("faille fail");
  if (!both) throw new Error("nothing typed");
  expect((await queries(() => suggest(db, vocabulary, both))).statements).toHaveLength(4);
  expect(statements[0]).toContain("statement_timeout");
});

test("suggests no word that only a withdrawn article has, although the vocabulary counts it until the next day", async () => {
  const id = await publish("Une affaire", { bodyHtml: "<p>Zorglubard et Zorglubien</p>" });
  await publish("Une autre", { bodyHtml: "<p>Zorglubien</p>" });
  await addChangedTerms(db);
  expect(texts(await find("zorgl")).terms).toEqual(["zorglubien", "zorglubard"]);
  expect(texts(await find("zo")).terms).toEqual(["zorglubien", "zorglubard"]);
  await setArticleStatus(db, [id], "withdrawn");
  expect(texts(await find("zorgl")).terms).toEqual(["zorglubien"]);
  expect(texts(await find("zo")).terms).toEqual(["zorglubien"]);
});

test("gives up what takes too long, which is no failure of the database", async () => {
  await publish("Un rançongiciel");
  const typed = readTypedText("rançon");
  if (!typed) throw new Error("too short");
  // As a site connects: it counts the failures of its database.
  const connection = connect(url, { max: 1, limits: requestLimits });
  try {
    const failures = databaseFailures();
    const vocabulary = await new VocabularyCache(db).get();
    const held = await db.transaction(async (tx) => {
      await tx.execute(sql`lock table search_articles`);
      return await suggest(connection.db, vocabulary, typed);
    });
    expect(held).toBeNull();
    expect(databaseFailures()).toBe(failures);
    expect(texts(await suggest(connection.db, vocabulary, typed)).articles).toEqual(["Un rançongiciel"]);
  } finally {
    await connection.close();
  }
});
