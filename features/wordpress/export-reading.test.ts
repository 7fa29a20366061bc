import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { Refusal } from "#lib/result.ts";
import { BlogAddresses } from "./blog-addresses.ts";
import { createBlogClock } from "./dates.ts";
import { EntryBuilder } from "./export/builder.ts";
import type { Entry } from "./export/entries.ts";
import { createEntryParser } from "./export/parser.ts";
import { readExport } from "./export/reader.ts";
import { sampleExport } from "./export/sample-testing.ts";
import { toImportedSlug } from "./imported-slug.ts";
import { listFullAddresses, listOriginalNames, parseUploadPath } from "./pictures/upload-path.ts";
import { readRatingsLog } from "./ratings.ts";

const folder = mkdtempSync(join(tmpdir(), "vigie-wordpress-parts-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("the blog's time zone", () => {
  const paris = createBlogClock("Europe/Paris");
  it.each([
    ["2020-01-01 12:00:00", "2020-01-01T11:00:00.000Z"],
    ["2020-07-01 12:00:00", "2020-07-01T10:00:00.000Z"],
    // 2:30 does not exist on 29 March 2020, and exists twice on 25 October.
    ["2020-03-29 02:30:00", "2020-03-29T01:30:00.000Z"],
    ["2020-10-25 02:30:00", "2020-10-25T00:30:00.000Z"],
    ["0000-00-00 00:00:00", undefined],
    ["2020-13-01 00:00:00", undefined],
    ["hier", undefined],
  ])("converts %s", (local, wanted) => {
    expect(paris.fromLocal(local)?.toISOString()).toBe(wanted);
  });

  it("prefers GMT, then the local time, then the feed's date", () => {
    const feed = "Sun, 19 Mar 2017 17:13:16 +0000";
    const at = (gmt: string, local: string, of = feed) => paris.moment({ gmt, local, feed: of })?.toISOString();
    expect(at("2017-03-19 10:00:00", "2017-03-19 12:00:00")).toBe("2017-03-19T10:00:00.000Z");
    expect(at("0000-00-00 00:00:00", "2017-03-19 12:00:00")).toBe("2017-03-19T11:00:00.000Z");
    expect(at("", "")).toBe("2017-03-19T17:13:16.000Z");
    expect(at("", "", "Mon, 30 Nov -0001 00:00:00 +0000")).toBeUndefined();
  });
});

it.each([
  ["deja-la", "deja-la"],
  ["l%e2%80%99%c3%a9t%c3%a9", "l-ete"],
  ["Sous_Tiret", "sous-tiret"],
  ["%zz", "zz"],
  ["日本", ""],
  ["a".repeat(300), "a".repeat(190)],
])("converts the slug %s", (given, wanted) => {
  expect(toImportedSlug(given)).toBe(wanted);
});

it.each([
  ["https://b.test/wp-content/uploads/2017/03/x-640x360.jpg", "2017/03/x-640x360.jpg"],
  ["//b.test/wp-content/uploads/2017/03/%C3%A9t%C3%A9.jpg?w=300", "2017/03/été.jpg"],
  ["/wp-content/uploads/x.jpg", "x.jpg"],
  ["https://i0.wp.com/b.test/wp-content/uploads/x.jpg?resize=1", "x.jpg"],
  ["https://b.files.wordpress.com/2008/06/x.jpg", "2008/06/x.jpg"],
  ["https://b.test/wp-content/uploads/sites/3/x.jpg", "x.jpg"],
  ["https://b.test/images/x.jpg", undefined],
  ["http://[", undefined],
])("reads the path of the upload %s", (given, wanted) => {
  expect(parseUploadPath(given)).toBe(wanted);
});

it("finds the full picture behind a smaller copy", () => {
  expect(listOriginalNames("a/x-640x360.jpg")).toEqual(["a/x.jpg", "a/x-scaled.jpg", "a/x-640x360.jpg"]);
  expect(listOriginalNames("a/x-scaled.jpg")).toEqual(["a/x.jpg", "a/x-scaled.jpg"]);
});

it.each([
  [
    "https://b.test/wp-content/uploads/x-640x360.jpg?w=300&v=2",
    ["x.jpg?v=2", "x-640x360.jpg?v=2", "x-640x360.jpg?w=300&v=2"],
  ],
  ["https://i0.wp.com/b.test/wp-content/uploads/x.jpg?resize=300%2C200&ssl=1", ["x.jpg"]],
  ["/wp-content/uploads/x.jpg#a", ["x.jpg"]],
])("lists the addresses of the full picture of %s", (given, wanted) => {
  expect(listFullAddresses(given, "https://b.test")).toEqual(
    wanted.map((name) => `https://b.test/wp-content/uploads/${name}`),
  );
});

it.each([
  [
    "https://x.files.wordpress.com/2010/a.jpg?w=300",
    ["https://x.files.wordpress.com/2010/a.jpg", "https://x.files.wordpress.com/2010/a.jpg?w=300"],
  ],
  ["http://i2.wp.com/c.test/a.jpg?w=3", ["http://c.test/a.jpg"]],
  ["https://c.test/a.jpg?w=300", ["https://c.test/a.jpg?w=300"]],
  ["javascript:alert(1)", []],
  ["http://[", []],
])("lists the addresses of %s", (given, wanted) => {
  expect(listFullAddresses(given, "https://b.test")).toEqual(wanted);
});

describe("addresses of the blog", () => {
  const post = { title: "", oldSlugs: [], published: true };
  const own = new BlogAddresses(
    { title: "", version: "1.2", siteUrl: "", blogUrl: "http://www.b.test", description: "", language: "" },
    [
      { ...post, id: "1", name: "un", link: "https://b.test/2017/03/un/" },
      { ...post, id: "2", name: "deux", link: "https://b.test/deux/", oldSlugs: ["un", "vieux"] },
      { ...post, id: "3", name: "", link: "https://b.test/?p=3" },
    ],
  );
  it.each([
    ["https://b.test/2017/03/un", "1"],
    ["http://www.b.test/2017/03/UN/#suite", "1"],
    ["/deux/", "2"],
    ["https://b.test/?p=3", "3"],
    ["https://b.test/autre/forme/vieux/", "2"],
    ["https://b.test/un", "1"],
    ["https://b.test/deux///", "2"],
    ["https://b.test///", undefined],
    ["https://b.test/category/un/", undefined],
    ["https://ailleurs.test/deux/", undefined],
    ["https://b.test/", undefined],
    ["deux", undefined],
    ["mailto:a@b.test", undefined],
  ])("finds the post of %s", (address, id) => {
    expect(own.postId(address)).toBe(id);
  });
});

describe("the log of ratings", () => {
  const log = (text: string) => {
    const path = join(folder, "log.csv");
    writeFileSync(path, text);
    return readRatingsLog(path, 5);
  };
  it("adds up the votes of each post", async () => {
    const totals = await log(
      'rating_id;rating_postid;rating_posttitle;rating_rating\n1;7;"Un; ""titre""";5\n2;7;x;4\n3;8;x;1\n',
    );
    expect([...totals]).toEqual([
      ["7", { count: 2, sum: 9 }],
      ["8", { count: 1, sum: 1 }],
    ]);
  });
  it("names the line that is not a vote", async () => {
    await expect(log("rating_postid,rating_rating\n7,5\n7,9\n")).rejects.toThrow(/log\.csv:3: not a vote from 1 to 5/);
    await expect(log("a,b\n")).rejects.toThrow(
      /:1: a log of ratings needs the columns rating_postid .*, rating_rating /,
    );
    await expect(log("")).rejects.toThrow(/is empty/);
  });
});

it.each([
  ["utf-8", (text: string) => Buffer.from(text)],
  ["utf-16", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
] as const)("reads the head only of an export in %s, wherever it is cut", async (encoding, encode) => {
  const path = join(folder, "head.xml");
  const text = sampleExport([{ id: 1, content: "é".repeat(400_000) }]);
  writeFileSync(path, encode(encoding === "utf-8" ? text : text.replace('"UTF-8"', '"UTF-16"')));
  const kinds = async (maxBytes: number) => {
    const found: string[] = [];
    for await (const { kind } of readExport(path, { light: true, maxBytes })) found.push(kind);
    return found;
  };
  for (const cut of [300_000, 300_001, 300_003]) expect(await kinds(cut)).toEqual(["channel", "author"]);
  expect(await kinds(100)).toEqual([]);
});

describe("the reader", () => {
  const read = async (text: string | Buffer) => {
    const path = join(folder, "export.xml");
    writeFileSync(path, text);
    const entries: Entry[] = [];
    for await (const entry of readExport(path)) entries.push(entry);
    return entries;
  };
  it("accepts any prefixes, namespace schemes and encodings", async () => {
    const plain = sampleExport([
      { id: 3, title: "Été", content: "a]]>b", categories: ["c"], comments: [{ id: 1, content: "x" }] },
    ]);
    const other = plain
      .replaceAll("wp:", "w:")
      .replace("xmlns:wp=", "xmlns:w=")
      .replaceAll("http://wordpress.org", "https://wordpress.org");
    const latin = Buffer.from(plain.replace("UTF-8", "ISO-8859-1").replace("’", "'"), "latin1");
    const [first, second, third] = [await read(plain), await read(other), await read(latin)];
    const item = first.find((entry) => entry.kind === "item");
    expect(item?.kind === "item" && [item.item.id, item.item.title, item.item.content]).toEqual(["3", "Été", "a]]>b"]);
    expect(second).toEqual(first);
    expect(third.find((entry) => entry.kind === "item")).toEqual(item);
  });
  it("keeps one item at a time, however many there are", async () => {
    const entries = await read(
      sampleExport(Array.from({ length: 3_000 }, (_, id) => ({ id: id + 1, content: "x".repeat(300) }))),
    );
    expect(entries.filter((entry) => entry.kind === "item")).toHaveLength(3_000);
  });
  it("refuses extreme nesting and extremely long texts", async () => {
    await expect(read(`<rss>${"<a>".repeat(100)}`)).rejects.toThrow(/nested deeper/);
    await expect(read(`<rss><channel><title>${"x".repeat(33_000_000)}`)).rejects.toThrow(
      /One text is longer than 32 MB/,
    );
  });
  it("refuses tags around the items that grow with the file, and an element of the channel without an end", async () => {
    await expect(read(`<rss>${'<channel x="1"></channel>'.repeat(8_000)}`)).rejects.toThrow(
      /tags around the items are too long/,
    );
    const codes: string[] = [];
    const refuse = ({ code }: Refusal) => {
      codes.push(code);
    };
    const parser = createEntryParser(new EntryBuilder(true), refuse as (what: Refusal) => never);
    parser.write('<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://b.test</link><image>');
    const piece = `<a/><!--${" ".repeat(20_000_000)}-->`;
    for (let count = 0; count < 4; count += 1) parser.write(piece);
    expect(codes).toEqual([]);
    parser.write(piece);
    parser.write(piece);
    expect(codes[0]).toBe("import.textTooLong");
  });
  it("keeps nothing of elements of the channel that are not read", async () => {
    const set = vi.spyOn(Map.prototype, "set");
    try {
      const others = Array.from({ length: 500 }, (_, index) => `<other-${index}>x</other-${index}>`).join("");
      await read(sampleExport([{ id: 1 }], { head: others }));
      const kept = set.mock.calls.map(([key]) => String(key)).filter((key) => key.startsWith("other-"));
      expect(kept).toEqual([]);
    } finally {
      set.mockRestore();
    }
  });
  it("cuts names that are longer than an index of the database takes, and titles that WordPress could not store", async () => {
    const long = "é".repeat(100_000);
    const [entry] = (
      await read(
        sampleExport([
          {
            id: 1,
            title: long,
            link: `https://blog.example/${"x".repeat(10_000)}`,
            creator: long,
            content: long,
            terms: [{ taxonomy: "post_tag", nicename: long, name: long }],
            comments: [{ id: 1, author: long, content: long }],
          },
        ]),
      )
    ).filter(({ kind }) => kind === "item");
    if (entry?.kind !== "item") throw new Error("There is no item.");
    const { title, link, creator, content, terms, comments } = entry.item;
    expect([title.length, link, creator.length, content.length]).toEqual([65_535, "", 500, 100_000]);
    expect(terms).toEqual([{ taxonomy: "post_tag", nicename: "é".repeat(500), name: "é".repeat(500) }]);
    expect(comments.map(({ author, content }) => [author.length, content.length])).toEqual([[500, 100_000]]);
  });
});
