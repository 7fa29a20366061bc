import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { feedItems, feedStates } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { subscribeFeed } from "../mutations.ts";
import { findKnownItems, findSourceBySite, isSourceName } from "../queries.ts";
import { aPolicy } from "../testing.ts";
import { findClaimedHost, proposePolicy } from "./new-feed-preset.ts";
import { previewAddress } from "./preview-address.ts";

const { db, clear } = testDatabase();
let server: Server;
let base = "";
let answers: Record<string, RequestListener> = {};
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const answer = answers[request.url ?? ""];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  asked.length = 0;
  answers = {};
  await clear();
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const send =
  (body: string, type: string): RequestListener =>
  (_request, response) =>
    void response.setHeader("Content-Type", type).end(body);
const items = (count: number) =>
  Array.from(
    { length: count },
    (_, n) => `<item><title>Titre ${n}</title><link>${base}/a/${n}</link><category>Sécurité</category>
      <description>Un texte de présentation.</description><pubDate>Tue, 24 Nov 2026 12:00:00 GMT</pubDate></item>`,
  ).join("");
const rss = (count = 12) =>
  send(
    `<rss version="2.0"><channel><title>Le Site</title><link>${base}/</link>${items(count)}</channel></rss>`,
    "text/xml",
  );
const page = (head: string) =>
  send(`<!doctype html><html><head>${head}</head><body><p>Un</p></body></html>`, "text/html");
const link = (href: string, title = "") =>
  `<link rel="alternate" type="application/rss+xml" href="${href}" title="${title}">`;
const preview = (address: string) => previewAddress(db, address, { client: "member 1", mayBePrivate: () => true });
const subscribe = (url: string) => subscribeFeed(db, { url, title: "Le Site", policy: aPolicy(), memberId: null });

describe("a feed that claims to be another site's", () => {
  const claiming = (self: string) =>
    send(
      `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>ZDNet</title><link>https://www.zdnet.fr/</link>
      <atom:link rel="self" href="${self}"/>${items(1)}</channel></rss>`,
      "text/xml",
    );

  test("is proposed as a source of its own, not as that site's", async () => {
    await subscribeFeed(db, { url: "https://www.zdnet.fr/rss", title: "", policy: aPolicy(), memberId: null });
    answers["/rss"] = claiming(`${base}/rss`);
    const found = await preview(`${base}/rss`);
    if (found.kind !== "feed") throw new Error(found.kind);
    const source = await findSourceBySite(db, found.feed.siteUrl);
    expect(source).toMatchObject({ name: "ZDNet" });
    const isNameTaken = await isSourceName(db, "zdnet");
    expect(proposePolicy(found, { source, isNameTaken })).toMatchObject({ sourceName: "ZDNet (127.0.0.1)" });
    expect(proposePolicy({ ...found, url: "https://rss.zdnet.fr/2" }, { source, isNameTaken })).toMatchObject({
      sourceName: "ZDNet",
    });
  });

  test("does not keep that site's feed from being added", async () => {
    const hostile = await subscribe("https://hostile.test/rss");
    if (!hostile.ok) throw new Error(hostile.code);
    await db.update(feedStates).set({ selfUrl: `${base}/rss` });
    answers["/rss"] = rss();
    expect(await preview(`${base}/rss`)).toMatchObject({ kind: "feed" });
  });
});

describe("an address", () => {
  test("of a feed is previewed with ten items, as they would be stored", async () => {
    answers["/rss"] = rss();
    const found = await preview(`${base}/rss`);
    expect(found).toMatchObject({
      kind: "feed",
      url: `${base}/rss`,
      feed: { title: "Le Site", siteUrl: `${base}/`, count: 12, terms: ["Sécurité"] },
    });
    if (found.kind !== "feed") return;
    expect(found.feed.items).toHaveLength(10);
    expect(found.feed.items[0]).toMatchObject({ title: "Titre 0", excerpt: "Un texte de présentation.", raw: "" });
  });

  test("without a scheme is tried with both", async () => {
    answers["/rss"] = rss();
    expect(await preview(`${base.slice("http://".length)}/rss`)).toMatchObject({ kind: "feed", url: `${base}/rss` });
  });

  test("of a page leads to the feed that it declares", async () => {
    answers["/"] = page(link("/flux"));
    answers["/flux"] = rss();
    expect(await preview(base)).toMatchObject({ kind: "feed", url: `${base}/flux` });
    expect(asked).toEqual(["/", "/flux"]);
  });

  test("of a page with several feeds asks which", async () => {
    answers["/"] = page(link("/une", "La une") + link("/sport", "Sport"));
    expect(await preview(base)).toMatchObject({
      kind: "choices",
      feeds: [
        { url: `${base}/une`, title: "La une" },
        { url: `${base}/sport`, title: "Sport" },
      ],
    });
    expect(asked).toEqual(["/"]);
  });

  test("of a page with one feed in several formats leads to the first that can be read, and names the others", async () => {
    answers["/"] = page(
      link("/feed/", "Le Site » Flux") +
        link("/feed/atom/", "Le Site » Atom") +
        link("/comments/feed/", "Commentaires"),
    );
    answers["/feed/atom/"] = rss();
    expect(await preview(base)).toMatchObject({
      ...{ kind: "feed", url: `${base}/feed/atom/`, otherFormats: [{ url: `${base}/feed/` }] },
    });
    expect(asked).toEqual(["/", "/feed/", "/feed/atom/"]);
    await subscribe(`${base}/feed/atom/`);
    expect(await preview(base)).toMatchObject({ kind: "known", id: 1 });
  });

  test("of a page that declares none is tried at the usual paths, and no further", async () => {
    answers["/blog"] = page("");
    answers["/feed.xml"] = rss();
    expect(await preview(`${base}/blog`)).toMatchObject({ kind: "feed", url: `${base}/feed.xml` });
    expect(asked).toEqual(["/blog", "/feed", "/rss.xml", "/feed.xml"]);
    answers["/feed.xml"] = page("");
    expect(await preview(`${base}/blog`)).toMatchObject({ kind: "failure", failure: { code: "noFeed" } });
  });

  test("is stored as a permanent redirect names it, and a temporary one does not", async () => {
    answers["/rss"] = rss();
    answers["/old"] = (_request, response) => response.writeHead(301, { location: "/rss" }).end();
    answers["/now"] = (_request, response) => response.writeHead(302, { location: "/rss" }).end();
    expect(await preview(`${base}/old`)).toMatchObject({ url: `${base}/rss` });
    expect(await preview(`${base}/now`)).toMatchObject({ url: `${base}/now` });
  });
});

describe("a feed that is followed already", () => {
  test("is found without a request, also under an equal address", async () => {
    await subscribe(`${base}/rss`);
    expect(await preview(`${base}/rss/?utm_source=x`)).toEqual({ kind: "known", id: 1, title: "Le Site" });
    expect(asked).toEqual([]);
  });

  test("is found behind a redirect, behind a page, and by its own `self` address", async () => {
    await subscribe(`${base}/rss`);
    const self = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>x</title>
      <atom:link rel="self" href="${base}/rss"/>${items(1)}</channel></rss>`;
    answers["/rss"] = rss();
    answers["/now"] = (_request, response) => response.writeHead(302, { location: "/rss" }).end();
    answers["/copy"] = send(self, "text/xml");
    answers["/"] = page(link("/rss"));
    for (const path of ["/now", "/copy", "/"])
      expect(await preview(`${base}${path}`), path).toMatchObject({ kind: "known", id: 1 });
  });

  test("is found by the `self` address that it had when it was fetched", async () => {
    await subscribe(`${base}/rss`);
    await db.update(feedStates).set({ selfUrl: `${base}/autre` });
    expect(await preview(`${base}/autre`)).toMatchObject({ kind: "known", id: 1 });
  });
});

describe("what cannot be previewed", () => {
  test.each([
    ["", "address"],
    ["http://", "address"],
    ["mailto:a@exemple.test", "address"],
    [`x${"y".repeat(3_000)}.test`, "address"],
    ["http://127.0.0.1:1/", "network"],
  ])("%s: %s", async (address, code) => {
    expect(await preview(address)).toMatchObject({ kind: "failure", failure: { code } });
  });

  test.each([
    ["an error", (_request, response) => response.writeHead(503).end(), { code: "server", status: 503 }],
    ["nothing", (_request, response) => response.writeHead(404).end(), { code: "notFound" }],
    ["an empty document", send("", "text/xml"), { code: "empty" }],
    [
      "a damaged feed",
      send("<rss>\n <channel><title>a</channel", "text/xml"),
      { code: "syntax", line: expect.any(Number) },
    ],
    ["entities", send('<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel/></rss>', "text/xml"), { code: "forbidden" }],
    ["another document", send("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), { code: "notFeed" }],
    ["too much", send(" ".repeat(5_000_001), "text/xml"), { code: "tooLarge" }],
  ] as [string, RequestListener, object][])("%s is explained", async (_name, answer, failure) => {
    answers["/rss"] = answer;
    expect(await preview(`${base}/rss`)).toMatchObject({ kind: "failure", failure });
  });

  test("a private address is refused, directly and behind a page", async () => {
    answers["/rss"] = rss();
    expect(await previewAddress(db, `${base}/rss`, { client: "x" })).toMatchObject({ failure: { code: "private" } });
    expect(asked).toEqual([]);
    answers["/"] = page(link(`${base}/rss`));
    const options: Parameters<typeof previewAddress>[2] = {
      client: "x",
      mayBePrivate: (host) => host === "first.test",
      resolve: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
    };
    const found = await previewAddress(db, `${base.replace("127.0.0.1", "first.test")}/`, options);
    expect(found).toMatchObject({ failure: { code: "private" } });
    expect(asked).toEqual(["/"]);
  });
});

test("finds the nearest source of several that share a host, and none for another one's folder", async () => {
  const site = async (name: string, sourceUrl: string) => {
    const policy = { ...aPolicy(), sourceName: name, sourceUrl };
    await subscribeFeed(db, { url: `${sourceUrl}feed`, title: "", policy, memberId: null });
  };
  await site("Ada", "https://videos.example/channel/ada/");
  const find = async (address: string) => (await findSourceBySite(db, address))?.name;
  expect(await find("http://www.videos.example/channel/ada")).toBe("Ada");
  expect(await find("https://videos.example/channel/ada/live?page=2")).toBe("Ada");
  for (const other of ["channel/adam", "channel/bob", "channel", "", "?channel=ada"])
    expect(await find(`https://videos.example/${other}`)).toBeUndefined();
  await site("Vidéos", "https://www.videos.example/");
  expect(await find("https://videos.example/channel/bob")).toBe("Vidéos");
  expect(await find("https://videos.example/channel/ada/")).toBe("Ada");
});

test("finds the source of a site, and items that are here already", async () => {
  await subscribe(`${base}/rss`);
  expect(await findSourceBySite(db, "http://zdnet.fr/feed")).toMatchObject({ name: "ZDNet", isReserved: false });
  expect(await findSourceBySite(db, "https://autre.zdnet.fr/")).toBeUndefined();
  const urlKey = toAddressKey(`${base}/a/1`);
  await db.insert(feedItems).values({
    ...{
      feedId: 1,
      guidKey: "1",
      url: `${base}/a/1`,
      urlKey,
      title: "Titre",
      publishedAt: new Date(),
      contentHash: "x",
    },
  });
  expect(await findKnownItems(db, [urlKey, "autre", ""])).toMatchObject([{ urlKey, feedId: 1, feed: "ZDNet" }]);
});

test("tells which other host a feed names as its site's", () => {
  expect(findClaimedHost("https://evil.test/rss", "https://www.lemonde.fr/")).toBe("www.lemonde.fr");
  expect(findClaimedHost("https://feeds.service.test/x", "https://site.test/")).toBe("site.test");
  expect(findClaimedHost("https://rss.lemonde.fr/une", "https://www.lemonde.fr/")).toBeUndefined();
  expect(findClaimedHost("http://site.test/rss", "https://site.test/")).toBeUndefined();
  expect(findClaimedHost("https://site.test/rss", "site")).toBeUndefined();
});
