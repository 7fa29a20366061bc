import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { connect, type Executor, requestLimits } from "#db/client.ts";
import { databaseFailures } from "#db/guarded-pool.ts";
import { corrections, members, settings } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
import { addComments } from "#features/comments/mutations.ts";
import { upsertAuthor, upsertCategory, upsertTag } from "#features/taxonomy/mutations.ts";
import { searchSite } from "./queries.ts";
import { parseSearchRequest } from "./request/address.ts";
import type { SearchResults } from "./rules.ts";
import { addWords } from "./suggestions/testing.ts";

const { db, queries, url } = testDatabase();
const now = new Date("2026-06-15T12:00:00Z");

const search = async (address: string): Promise<SearchResults> => {
  const result = await searchSite(db, parseSearchRequest(new URLSearchParams(address)), { now, timeoutMs: 60_000 });
  if (!result.ok) throw new Error(result.code);
  return result.value;
};
const find = async (address: string) =>
  (await search(address)).hits.map((hit) => (hit.kind === "article" ? hit.slug : `${hit.kind} ${hit.id}`));
const show = (marked: { text: string; isMatch: boolean }[] = []) =>
  marked.map(({ text, isMatch }) => (isMatch ? `[${text}]` : text)).join("");

beforeAll(async () => {
  const [ransomware, tutorials] = [
    await upsertCategory(db, { slug: "ransomware", name: "Ransomware" }),
    await upsertCategory(db, { slug: "tutoriels", name: "Tutoriels" }),
  ];
  const tag = await upsertTag(db, { slug: "sauvegarde", name: "sauvegarde" });
  const vasseur = await upsertAuthor(db, { handle: "claire-vasseur", name: "Claire Vasseur" });
  const write = async (slug: string, title: string, lead: string, body: string, days: number, more: object = {}) =>
    (
      await upsertArticle(db, {
        slug,
        status: "published",
        title,
        lead,
        bodyHtml: `<p>${body}</p>`,
        publishedAt: new Date(now.getTime() - days * 86_400_000),
        ...more,
      })
    ).id;
  const menuiserie = await write(
    "menuiserie",
    "Rançongiciel : une menuiserie repart en trois jours",
    "Les sauvegardes étaient débranchées.",
    "Le patron avait gardé son mot de passe.",
    3,
    { categoryIds: [ransomware], authorIds: [vasseur] },
  );
  await write("sauvegarde", "Sauvegarder ses données", "La règle.", "Contre un ransomware, trois copies.", 40, {
    categoryIds: [tutorials],
    tagIds: [tag],
  });
  await write("ancien", "Les élections piratées", "", "Des hackers russes. Faut-il payer ?", 900);
  const [ada] = await db.insert(members).values({ name: "Ada Vasseur", handle: "ada" }).returning({ id: members.id });
  const comment = { key: "k", memberId: ada?.id ?? 0, status: "visible" as const, bodySource: "x", createdAt: now };
  await addComments(db, menuiserie, [
    { ...comment, bodyHtml: "<p>Un <strong>rançongiciel</strong> chez nous aussi.</p>" },
    { ...comment, key: "l", status: "pending", bodyHtml: "<p>rançongiciel caché</p>" },
  ]);
});

test("searches the comments of one discussion, on all of its pages", async () => {
  const threads = Array.from({ length: 45 }, (_, n) => ({
    key: `fil ${n}`,
    status: "visible" as const,
    bodySource: "x",
    bodyHtml: n === 40 ? "<p>Le <b>pare-brise</b> gelé.</p>" : `<p>Fil ${n}.</p>`,
    createdAt: now,
  }));
  const publish = (slug: string) =>
    upsertArticle(db, {
      slug,
      status: "published",
      title: `Le ${slug}`,
      lead: "",
      bodyHtml: "<p>pare-brise</p>",
      publishedAt: now,
    });
  const [gel, other] = [await publish("gel"), await publish("grele")];
  const ids = await addComments(db, gel.id, [
    ...threads,
    { key: "caché", status: "pending", bodySource: "x", bodyHtml: "<p>pare-brise</p>", createdAt: now },
    { key: "retiré", status: "removed", bodySource: "x", bodyHtml: "<p>pare-brise</p>", createdAt: now },
  ]);
  await addComments(db, other.id, [{ ...threads[40], key: "ailleurs" } as (typeof threads)[number]]);
  const found = await search("q=pare-brises&discussion=gel");
  expect(found.hits).toMatchObject([
    { kind: "comment", id: ids.get("fil 40"), path: `/articles/gel/comments?page=3#comment-${ids.get("fil 40")}` },
  ]);
  expect([found.discussionTitle, found.totals.article.count]).toEqual(["Le gel", 0]);
  expect((await search("q=pare-brise&discussion=inconnu")).hits).toEqual([]);
  expect((await search("q=pare-brise&discussion=inconnu")).discussionTitle).toBeNull();
  // The words are corrected, and authors named, as in any search.
  expect((await search("q=fil+par:personne&discussion=gel")).hits).toEqual([]);
  expect((await search("q=par:vasseur&discussion=menuiserie")).hits).toHaveLength(1);
  expect((await search("discussion=gel")).hits).toEqual([]);
});

test("finds inflections, accents left out, synonyms, and comments between articles", async () => {
  expect(await find("q=rancongiciels")).toEqual(["menuiserie", "sauvegarde", "comment 1"]);
  expect(await find("q=ransomware")).toEqual(["menuiserie", "sauvegarde", "comment 1"]);
  expect(await find("q=hacker")).toEqual(["ancien"]);
  expect(await find("q=election")).toEqual(["ancien"]);
});

test("marks what matched", async () => {
  const { hits } = await search("q=rancongiciel+sauvegarde");
  const [first] = hits;
  expect(first?.kind === "article" && show(first.title)).toBe("[Rançongiciel] : une menuiserie repart en trois jours");
  expect(show(first?.passage)).toBe("Les [sauvegardes] étaient débranchées.");
  const [paid] = (await search("q=payer")).hits;
  expect(show(paid?.passage)).toBe("Des hackers russes. Faut-il [payer] ?");
  const [, , comment] = (await search("q=rancongiciel")).hits;
  expect(show(comment?.passage)).toBe("Un [rançongiciel] chez nous aussi.");
});

test("reads phrases, exclusions, people, alternatives and beginnings", async () => {
  expect(await find('q="mot+de+passe"')).toEqual(["menuiserie"]);
  expect(await find('q="passe+de+mot"')).toEqual([]);
  expect(await find("q=rançongiciel+-menuiserie")).toEqual(["sauvegarde", "comment 1"]);
  expect(await find("q=par:vasseur")).toEqual(["comment 1", "menuiserie"]);
  expect(await find("q=élections+OU+copies")).toEqual(["ancien", "sauvegarde"]);
  expect(await find("q=menuis*")).toEqual(["menuiserie"]);
});

test("leaves out what an excluded word finds: synonyms, and what is filed under its name", async () => {
  expect(await find("q=copies+-rançongiciel")).toEqual([]);
  expect(await find("q=trois+-tutoriels&kind=article")).toEqual(["menuiserie"]);
  expect(await find('q=trois+-"claire+vasseur"&kind=article')).toEqual(["sauvegarde"]);
  expect(await find("q=trois+-élections&kind=article")).toEqual(["menuiserie", "sauvegarde"]);
});

test("finds what an author wrote by a part of the name", async () => {
  for (const name of ["claire", "Vasseur", "claire vasseur"])
    expect(await find(`q=${name}&kind=article`)).toEqual(["menuiserie"]);
});

test("counts the values of each filter without its own choice", async () => {
  const { facets, totals } = await search("q=rançongiciel&category=tutoriels");
  expect(facets.category.map(({ value, count, isChosen }) => [value, count, isChosen])).toEqual([
    ["ransomware", 2, false],
    ["tutoriels", 1, true],
  ]);
  expect([totals.article.count, totals.comment.count]).toEqual([1, 0]);
  expect(facets.tag).toMatchObject([{ value: "sauvegarde", label: "sauvegarde", count: 1 }]);
  expect(facets.period.map(({ count }) => count)).toEqual([0, 0, 1]);
});

test("finds what was published in a year, a month or a day", async () => {
  const all = await search("q=rançongiciel");
  const [hit] = all.hits;
  const day = hit?.at.toISOString().slice(0, 10) ?? "";
  for (const period of [day, day.slice(0, 7), day.slice(0, 4)]) {
    const { hits, facets } = await search(`q=rançongiciel&period=${period}`);
    expect(
      hits.map(({ id }) => id),
      period,
    ).toContain(hit?.id);
    expect(hits.every(({ at }) => at.toISOString().startsWith(period))).toBe(true);
    expect(facets.period.find(({ isChosen }) => isChosen)).toMatchObject({ value: period, count: hits.length });
    expect(await find(`period=${period}&sort=date`)).not.toEqual([]);
  }
  expect((await search("q=rançongiciel&period=1999-01")).hits).toEqual([]);
});

test("leaves a word out when nothing has all of them", async () => {
  const { hits, leftOut, hasAllWords } = await search("q=menuiserie+xylophone");
  expect(hasAllWords).toBe(false);
  expect(hits.map(({ id }) => id)).toEqual([1]);
  expect(leftOut).toEqual(["xylophone"]);
  expect(await find("q=comment+se+protéger+d'un+ransomware")).toEqual(["menuiserie", "sauvegarde", "comment 1"]);
});

test("suggests a correction of words that are searched as typed, if it finds something", async () => {
  const correctTo = async (corrected: string) => {
    const request = parseSearchRequest(new URLSearchParams("q=menuizerie&exact=1"));
    const found = await searchSite(db, request, { now, correct: async () => corrected });
    return found.ok && found.value;
  };
  expect(await correctTo("menuiserie")).toMatchObject({ suggestedText: "menuiserie", correctedText: null, hits: [] });
  expect(await correctTo("xylophone")).toMatchObject({ suggestedText: null });
});

test("says which filter is in the way", async () => {
  const { hits, blockingFilters } = await search("q=élections&period=week");
  expect(hits).toEqual([]);
  expect(blockingFilters).toEqual([{ group: "period", count: 1, isCapped: false }]);
});

test("runs few statements", async () => {
  const { statements } = await queries(() => search("q=rançongiciel&category=tutoriels&author=claire-vasseur"));
  expect(statements.length).toBeLessThanOrEqual(12);
});

const hostile = [
  "",
  "é".repeat(10_000),
  "mot ".repeat(2_500),
  "le la les de du",
  `'":*&|!()`,
  "😀🔥",
  "مرحبا שלום",
  '"'.repeat(500),
  "«".repeat(500),
  "'; drop table articles; --",
  "' or 1=1 --",
  "\\' \\\\ <-> !a & b | c:* 'x':A",
  "a\0b",
  "\ud800 \udc00",
  "e\u0301te\u0301",
  "ｒａｎｃｏｎ",
  "ran\u00adçon\u200bgiciel\ufeff",
  'par:\' par:"" par:% par:_',
  "https://a.fr/b-c?d=e&f#g user@a.fr 1.5e10 -2021 12/05/2026",
  "-".repeat(200),
  'a* b* "a b"* -c*',
  "x".repeat(200),
  Array.from({ length: 60 }, (_, n) => `mot${n}`).join(" "),
  "%00%27 %",
];

test.each(hostile.map((text) => [text.slice(0, 40), text]))("answers %j without an error", async (_, text) => {
  for (const more of ["", "&category=a&sort=date", "&kind=comment&rating=3", "&author=ada&period=year&sort=rating"])
    expect((await search(`q=${encodeURIComponent(text.toWellFormed())}${more}`)).first).toBe(1);
});

test("answers any text without an error", async () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...hostilePieces)).map((list) => list.join("")),
  );
  await fc.assert(
    fc.asyncProperty(text, async (typed) => {
      expect(
        (await searchSite(db, parseSearchRequest(new URLSearchParams({ q: typed })), { now, timeoutMs: 60_000 })).ok,
      ).toBe(true);
    }),
    { numRuns: 60 },
  );
});

const hostilePieces = [
  "'",
  '"',
  "\\",
  ":",
  "*",
  "&",
  "|",
  "!",
  "(",
  ")",
  "<->",
  "-",
  "«",
  "»",
  " ",
  "a",
  "é",
  "rançon",
  "par:",
  "OU",
  "😀",
  "\0",
];

test("finds the synonyms that the site has set", async () => {
  expect(await find("q=ébéniste&kind=article")).toEqual([]);
  await setSynonyms("ébéniste, menuiserie\nautre");
  expect(await find("q=ébéniste&kind=article")).toEqual(["menuiserie"]);
});

const setSynonyms = (value: string) => db.insert(settings).values({ key: "search.synonyms", value });

test("says that all words are stop words", async () => {
  expect((await search("q=le+la+de")).hasOnlyStopWords).toBe(true);
  // Without its s it is no stop word.
  expect((await search("q=vous")).hasOnlyStopWords).toBe(true);
  expect((await search("q=le+la+de&category=tutoriels")).totals.article.count).toBe(1);
});

test("needs no stop word that the dictionary does not know", async () => {
  expect(await find("q=menuiserie+très+même+ça+à&kind=article")).toEqual(await find("q=menuiserie&kind=article"));
});

test("finds corrections", async () => {
  await addCorrection(db);
  const { hits } = await search("q=chiffre+faux");
  expect(hits).toMatchObject([{ kind: "correction", articleId: 1, path: "/articles/menuiserie#correction-1" }]);
  expect(show(hits[0]?.passage)).toBe("Le [chiffre] était [faux].");
});

async function addCorrection(db: Executor) {
  await db.insert(corrections).values({ articleId: 1, kind: "correction", note: "Le chiffre était faux." });
}

test("shows nothing of hidden profiles by their name", async () => {
  await db.update(members).set({ profileHiddenAt: now }).where(eq(members.handle, "ada"));
  expect(await find("q=par:ada")).toEqual([]);
  expect(await find("q=rançongiciel&author=ada")).toEqual([]);
  expect(await find("q=rançongiciel+chez&kind=comment")).toEqual(["comment 1"]);
});

test("ends a search that takes too long, and the next one works", async () => {
  const sleep = async (tx: Executor) => {
    await tx.execute(sql`select pg_sleep(5)`);
    return null;
  };
  const request = parseSearchRequest(new URLSearchParams("q=introuvable"));
  // As a site connects: it counts the failures of its database.
  const connection = connect(url, { max: 1, limits: requestLimits });
  try {
    const failures = databaseFailures();
    const slow = await searchSite(connection.db, request, { now, timeoutMs: 1_000, correct: sleep });
    expect(slow).toMatchObject({ ok: false, code: "search.tooCostly" });
    expect(databaseFailures()).toBe(failures);
    const next = await searchSite(connection.db, parseSearchRequest(new URLSearchParams("q=menuiserie")), { now });
    expect(next.ok && next.value.hits.length).toBeGreaterThan(0);
  } finally {
    await connection.close();
  }
});

test("refuses beginnings of words that most articles of a large site have, before it looks for them", async () => {
  await addWords(db, { zyxab: 900_000, zyxac: 200_000 });
  for (const [text, isAnswered] of [
    ["zyx*", false],
    ["menuiserie -zyx*", false],
    ["zyxa* OU menuiserie", false],
    ["zyxab* menuiserie", true],
    ["zyxab zyxac", true],
  ] as const) {
    const result = await searchSite(db, parseSearchRequest(new URLSearchParams({ q: text })), { now });
    expect(result, text).toMatchObject(isAnswered ? { ok: true } : { ok: false, code: "search.tooCostly" });
  }
});

test("begins no further statement after three times the limit of one", async () => {
  const request = parseSearchRequest(new URLSearchParams("q=introuvable"));
  let begun = 0;
  const sleepOften = async (tx: Executor) => {
    for (; begun < 100; begun += 1) await tx.execute(sql`select pg_sleep(0.2)`);
    return null;
  };
  const slow = await searchSite(db, request, { now, timeoutMs: 1_000, correct: sleepOften });
  expect(slow).toMatchObject({ ok: false, code: "search.tooCostly" });
  expect(begun).toBeLessThan(20);
});

test("names the words that are found somewhere when the filters exclude every text that has them", async () => {
  expect(await search("q=menuiserie+élections+xylophone&category=tutoriels")).toMatchObject({
    hits: [],
    foundWords: ["menuiserie", "élections"],
  });
  expect(await search("q=xylophone+zzzquux")).toMatchObject({ hits: [], foundWords: [] });
});
