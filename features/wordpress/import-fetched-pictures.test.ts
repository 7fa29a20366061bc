import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { resolveRedirect } from "#features/redirects/queries.ts";
import { formatReason } from "./import-reason.ts";
import { PictureFetcher, readHosts } from "./pictures/picture-fetcher.ts";
import { importFixtures } from "./testing.ts";

const { db, bring, everyArticle, count } = importFixtures();

let requests: string[] = [];
let busy = 0;
const server = createServer(async (request, response) => {
  const host = request.headers.host?.split(":")[0] ?? "";
  requests.push(`${host}${request.url}`);
  const path = new URL(request.url ?? "/", "http://x").pathname;
  const color = { r: path.length, g: 80, b: 160 };
  if (path.endsWith("/secret.png")) response.writeHead(302, { location: `http://intern.test:${port()}/a.png` }).end();
  else if (path.endsWith("/metadata.png")) response.writeHead(301, { location: "http://169.254.169.254/" }).end();
  else if (path.endsWith("/perdu.png")) response.writeHead(404).end();
  else if (path.endsWith("/page.png")) response.writeHead(200, { "content-type": "text/html" }).end("<p>Non</p>");
  else if (path.endsWith("/faux.png")) response.writeHead(200, { "content-type": "image/png" }).end("pas une image");
  else if (path.endsWith("/lourd.png")) response.writeHead(200, { "content-length": "99000000" }).end();
  else if (path.endsWith("/occupe.png") && ++busy < 2) response.writeHead(503, { "retry-after": "0" }).end();
  else {
    const image = sharp({ create: { width: 40, height: 30, channels: 3, background: color } });
    response.writeHead(200, { "content-type": "image/png" }).end(await image.png().toBuffer());
  }
});
const port = () => (server.address() as AddressInfo).port;
beforeAll(async () => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
afterAll(() => void server.close());
beforeEach(() => {
  requests = [];
  busy = 0;
});

/** All names lead to this machine; only these hosts may, as if they were public. */
const network = (...hosts: string[]) => ({
  pausesMs: [1, 1],
  fetchOptions: {
    mayBePrivate: (hostname: string) => hosts.includes(hostname),
    resolve: (_: string, __: unknown, done: (error: null, addresses: { address: string; family: number }[]) => void) =>
      done(null, [{ address: "127.0.0.1", family: 4 }]),
  },
});
const blog = () => `http://blog.test:${port()}`;
const sample = () => ({ blogUrl: blog() });

it("fetches the full pictures of the blog once, and keeps them in later runs", async () => {
  const items = [
    {
      id: 1,
      link: `${blog()}/un/`,
      content: `<img src="${blog()}/wp-content/uploads/2020/ciel-300x200.png?w=300" alt="Ciel"> <img src="/wp-content/uploads/occupe.png"> <img src="http://ailleurs.test:${port()}/x.png" alt="Loin">`,
      meta: { _thumbnail_id: "5" },
    },
    { id: 5, type: "attachment", attachmentUrl: `${blog()}/wp-content/uploads/2020/une.png`, excerpt: "À la une" },
  ];
  const dry = await bring(items, { fetchImages: network("blog.test"), dryRun: true }, sample());
  expect([dry.pictures.toFetch, requests]).toEqual([3, []]);
  const report = await bring(items, { fetchImages: network("blog.test") }, sample());
  expect(report.pictures).toMatchObject({ new: 3, fetched: 3, failed: [] });
  expect(report.pictures.missing).toEqual([`http://ailleurs.test:${port()}/x.png`]);
  expect(requests.toSorted()).toEqual([
    "blog.test/wp-content/uploads/2020/ciel.png",
    "blog.test/wp-content/uploads/2020/une.png",
    "blog.test/wp-content/uploads/occupe.png",
    "blog.test/wp-content/uploads/occupe.png",
  ]);
  const [row] = await everyArticle();
  expect(row?.bodyHtml).toMatch(/^<figure><img src="\/media\/[a-f0-9]{24}" alt="Ciel" width="40" height="30">/);
  expect(row?.leadCaption).toBe("À la une");
  expect(await resolveRedirect(db, "/wp-content/uploads/2020/ciel-300x200.png")).toMatch(/^\/media\//);
  requests = [];
  const again = await bring(items, { fetchImages: network("blog.test") }, sample());
  expect([requests, again.pictures.unchanged, again.articles.unchanged]).toEqual([[], 3, 1]);
  // Without the option, what came before stays.
  expect((await bring(items, {}, sample())).articles).toMatchObject({ changed: 0, unchanged: 1 });
});

it("fetches pictures of hosts that the owner allows, with their captions", async () => {
  const item = {
    id: 1,
    content: `[caption]<img src="http://img.cdn.test:${port()}/a.png?v=2" /> Une <em>vue</em>[/caption]<p><img src="http://autre.test:${port()}/b.png" alt="B"></p>`,
  };
  const fetchImages = { hosts: readHosts("*.cdn.test"), ...network("img.cdn.test", "autre.test") };
  const report = await bring([item], { fetchImages }, sample());
  expect(requests).toEqual(["img.cdn.test/a.png?v=2"]);
  expect(report.pictures.missing).toHaveLength(1);
  expect((await everyArticle())[0]?.bodyHtml).toMatch(
    /^<figure><img src="\/media\/[a-f0-9]{24}" alt="" width="40" height="30"><figcaption>Une <em>vue<\/em><\/figcaption><\/figure>\n<p><a href="http:\/\/autre\.test/,
  );
});

it("refuses pictures that lead into a private network, and names what cannot be used", async () => {
  const names = ["secret", "metadata", "perdu", "page", "faux", "lourd"];
  const content = names.map((name) => `<p><img src="/wp-content/uploads/${name}.png" alt="${name}"></p>`).join("");
  const report = await bring([{ id: 1, content }], { fetchImages: network("blog.test") }, sample());
  expect(report.pictures.failed.map(({ path, reason }) => `${path}: ${formatReason(reason, "en")}`)).toEqual([
    expect.stringMatching(/secret\.png: .*private/i),
    expect.stringMatching(/metadata\.png: .*private/i),
    expect.stringMatching(/perdu\.png: .*(?:not|no) /),
    expect.stringMatching(/page\.png: .*a page/),
    expect.stringMatching(/faux\.png: /),
    expect.stringMatching(/lourd\.png: .*25/),
  ]);
  expect(requests.some((request) => request.startsWith("intern.test"))).toBe(false);
  expect(await count("media")).toBe(0);
});

it("sends nothing to this machine unless FETCH_ALLOW_PRIVATE says so", async () => {
  const address = `http://127.0.0.1:${port()}/wp-content/uploads/a.png`;
  const report = await bring(
    [{ id: 1, content: `<img src="${address}" alt="a">` }],
    { fetchImages: { pausesMs: [] } },
    { blogUrl: `http://127.0.0.1:${port()}` },
  );
  expect(report.pictures.failed).toMatchObject([{ path: address }]);
  expect(requests).toEqual([]);
});

it("leaves a host alone that does not answer", async () => {
  const fetcher = new PictureFetcher({
    hosts: ["mort.test"],
    pausesMs: [],
    fetchOptions: {
      resolve: (_, __, done) => done(Object.assign(new Error("x"), { code: "ENOTFOUND" }), []),
    },
  });
  const reasons = new Set<string>();
  for (let index = 0; index < 12; index += 1) {
    const answer = await fetcher.download([`https://mort.test/${index}.png`]);
    reasons.add(answer.ok ? "ok" : formatReason(answer, "en"));
  }
  expect(reasons.size).toBe(2);
  expect([...reasons][1]).toBe("mort.test did not answer 10 times in a row.");
});

it.each([
  ["cdn.example.org, *.b.test", ["cdn.example.org", "*.b.test"]],
  ["", []],
])("reads the hosts %j", (list, hosts) => {
  expect(readHosts(list)).toEqual(hosts);
});
it.each(["https://x.test", "a b", "*", "x/y"])("refuses the host %s", (list) => {
  expect(() => readHosts(list)).toThrow(/--fetch-images-from/);
});
