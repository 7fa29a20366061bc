import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { activityLog, categories, feedStates, feeds, sources } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { changeFeedStatus, subscribeFeed } from "../mutations.ts";
import { aPolicy } from "../testing.ts";
import { formatCheckedList, parseCheckedList } from "./checked-list.ts";
import { importFeeds, sortOpmlFeeds } from "./mutations.ts";
import { type OpmlFeed, readOpml } from "./read-opml.ts";
import { maxOutlines } from "./rules.ts";
import { writeOpml } from "./write-opml.ts";

const { db, clear } = testDatabase();

const opml = (body: string) => `<?xml version="1.0"?>\n<opml version="2.0"><head/><body>\n${body}\n</body></opml>`;
const read = (text: string) => readOpml(Buffer.from(text));
const listOf = (text: string) => {
  const outcome = read(text);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.list;
};
const aFeed = (n: number, more: Partial<OpmlFeed> = {}): OpmlFeed => ({
  url: `https://s${n}.test/feed`,
  title: `Site ${n}`,
  siteUrl: `https://s${n}.test/`,
  folder: "",
  ...more,
});

describe("reading a list", () => {
  test("finds feeds in folders, with the attributes in any case", () => {
    const { feeds: found, broken } = listOf(
      opml(`<outline text="Tech &amp; co"><outline text="Un" title="Le Un" type="rss" xmlUrl="https://un.test/rss" htmlUrl="https://un.test/"/>
        <outline text="Deux" xmlurl="deux.test/rss" category="/Autre/Sport,/x"/></outline>
        <outline text="Trois" xmlUrl="https://trois.test/rss" category="/Autre/Sport,/x"/>
        <outline text="Cassé" xmlUrl="mailto:a@b.test"/><outline text="Vide" xmlUrl=""/>`),
    );
    expect(found).toEqual([
      { url: "https://un.test/rss", title: "Le Un", siteUrl: "https://un.test/", folder: "Tech & co" },
      { url: "https://deux.test/rss", title: "Deux", siteUrl: "", folder: "Tech & co" },
      { url: "https://trois.test/rss", title: "Trois", siteUrl: "", folder: "Sport" },
    ]);
    expect(broken).toEqual([
      { line: 6, title: "Cassé", address: "mailto:a@b.test" },
      { line: 6, title: "Vide", address: "" },
    ]);
  });

  test.each([
    ["", "empty"],
    ["<rss/>", "notOpml"],
    ["pas du XML", "notOpml"],
    ['<!DOCTYPE opml [<!ENTITY a "aaaa">]><opml/>', "forbidden"],
    [opml("<outline text='a'>".repeat(60)), "tooDeep"],
  ])("refuses %j", (text, code) => {
    expect(read(text)).toMatchObject({ ok: false, code, line: expect.any(Number) });
  });

  test("reads a list that is cut, says so, and keeps to its limits", () => {
    const whole = opml(
      Array.from({ length: 30 }, (_, n) => `<outline text="é${n}" xmlUrl="https://s${n}.test/"/>`).join("\n"),
    );
    expect(listOf(whole).isCut).toBe(false);
    const cut = listOf(whole.slice(0, whole.length / 2));
    expect(cut.isCut).toBe(true);
    expect(cut.feeds.length).toBeGreaterThan(5);
    const large = listOf(opml(`<outline xmlUrl="https://a.test/"/><outline xmlUrl="x:"/>`.repeat(maxOutlines + 7)));
    expect(large).toMatchObject({ omitted: 7, brokenCount: maxOutlines + 7 });
    expect([large.feeds.length, large.broken.length]).toEqual([maxOutlines, 100]);
  });

  test("never throws, whatever the bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => typeof readOpml(bytes).ok === "boolean"));
    const markup = fc.array(
      fc.constantFrom("<outline", ' xmlUrl="', '"', ">", "</outline>", "<opml>", "&", "<!", "]]>", "<?", "a:b"),
    );
    fc.assert(fc.property(markup, (parts) => typeof read(`<opml><body>${parts.join("")}`).ok === "boolean"));
  });
});

describe("a checked list", () => {
  test("travels through its form unchanged, as ASCII", () => {
    const list = [aFeed(1, { title: "L’été 🎉 <b>", folder: "Sécurité" }), aFeed(2, { siteUrl: "" })];
    const formatted = formatCheckedList(list);
    expect(formatted).toMatch(/^[\x20-\x7e]*$/);
    expect(parseCheckedList(formatted)).toEqual(list);
  });

  test.each(["", "[", "{}", '[["a"]]', '[[1,"","",""]]', `[${'["a.test","","",""],'.repeat(10_001)}1]`])(
    "refuses %#",
    (text) => {
      expect(parseCheckedList(text)).toBeUndefined();
    },
  );

  test("leaves out invalid addresses", () => {
    expect(parseCheckedList('[["javascript:a()","a","",""],["b.test","b","javascript:a()",""]]')).toEqual([
      { url: "https://b.test/", title: "b", siteUrl: "", folder: "" },
    ]);
  });
});

describe("importing", () => {
  beforeEach(async () => {
    await clear();
    await db.insert(categories).values({ slug: "securite", name: "Sécurité" });
  });

  test("follows each new feed once, due at once, under its own source", async () => {
    await subscribeFeed(db, { url: "https://s1.test/feed", title: "", policy: aPolicy(), memberId: null });
    const list = [
      aFeed(1),
      aFeed(2, { folder: "SECURITE" }),
      aFeed(2, { url: "http://www.s2.test/feed/" }),
      aFeed(3, { title: "" }),
    ];
    expect(await sortOpmlFeeds(db, list)).toMatchObject({ added: [list[1], list[3]], known: [list[0]] });
    expect(await importFeeds(db, list, { memberId: null, policy: { publication: "publish" } })).toBe(2);
    expect(await importFeeds(db, list, { memberId: null })).toBe(0);
    expect(await db.select().from(feeds).orderBy(feeds.id)).toMatchObject([
      { publication: "draft" },
      { url: "https://s2.test/feed", publication: "publish", body: "excerpt", categoryId: 1 },
      { url: "https://s3.test/feed", publication: "publish", categoryId: null },
    ]);
    expect((await db.select({ name: sources.name }).from(sources)).map(({ name }) => name)).toEqual([
      "ZDNet",
      "Site 2",
      "s3.test",
    ]);
    expect((await db.select().from(feedStates)).every(({ nextAt }) => nextAt !== null)).toBe(true);
    expect(await db.select().from(activityLog)).toMatchObject([
      { kind: "feedAdded" },
      { kind: "feedsImported", detail: { feeds: 2 } },
    ]);
  });

  test("follows a removed feed again", async () => {
    await importFeeds(db, [aFeed(1)], { memberId: null });
    await changeFeedStatus(db, null, { id: 1, step: "remove" });
    expect(await importFeeds(db, [aFeed(1)], { memberId: null })).toBe(1);
    expect(await db.select().from(feeds)).toMatchObject([{ id: 1, status: "active" }]);
  });

  test("names that differ by case or punctuation only are one source", async () => {
    await importFeeds(
      db,
      [aFeed(1, { title: "Le Monde" }), aFeed(2, { title: "LE MONDE" }), aFeed(3, { title: "Le Monde !" })],
      { memberId: null },
    );
    expect(await db.$count(sources)).toBe(1);
    expect(await db.$count(feeds)).toBe(3);
  });

  test("a large list is exported and read again without a difference, in pieces", async () => {
    const list = Array.from({ length: 1_203 }, (_, n) => aFeed(n, { folder: n % 2 === 0 ? "Sécurité" : "" }));
    list[7] = aFeed(7, { title: 'L’« été » & <b>"ici"</b>' });
    let progress = 0;
    await importFeeds(db, list, { memberId: null, onProgress: (count) => (progress += count) });
    expect(progress).toBe(1_203);
    const pieces: string[] = [];
    for await (const piece of writeOpml(db, "Vigie & co")) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(3);
    expect(listOf(pieces.join("")).feeds).toEqual(list);
  });
});
