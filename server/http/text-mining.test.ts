import { beforeEach, expect, test } from "vitest";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { siteFeedHandler } from "#features/feeds/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { writeRobotsTxt } from "#features/sitemap/rules.ts";
import { ensureSource } from "#features/taxonomy/mutations.ts";
import { respondWithLicence, respondWithTdmrep } from "#features/text-mining/loaders.ts";
import { readReservation, type SourceStatements } from "#features/text-mining/reading/read-reservation.ts";
import { toMiningReservation, toPageReservation } from "#features/text-mining/rules.ts";
import { describeHead } from "#features/text-mining/statements/page-head.ts";
import { writeReservationLines } from "#features/text-mining/statements/robots-txt.ts";
import { cacheState } from "#lib/cache/cache-state.ts";
import { newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { makeSharedResponse } from "../page-cache/shared-response.ts";
import { followServerSettings } from "./server-settings.ts";

const { db, clear } = testDatabase();
const origin = "http://vigie.test";
const url = `${origin}/articles/original`;
const server = followServerSettings(db, cacheState.invalidations);

beforeEach(async () => {
  await clear();
  // What the listener does when PostgreSQL announces a change.
  cacheState.invalidations.record([settingsCacheTag]);
});

async function change(key: string, value: string) {
  const changed = await setSetting(db, key, value);
  expect(changed.ok).toBe(true);
  cacheState.invalidations.record([settingsCacheTag]);
}

/** What the page server makes of a response of Next. */
async function send(page: string, render: () => Promise<Response>) {
  const response = await runInReadScope(newReadScope(), render);
  const body = Buffer.from(await response.arrayBuffer());
  const reads = { tags: new Set<string>(), expiresAt: Number.POSITIVE_INFINITY, personal: undefined };
  const captured = { status: response.status, headers: Object.fromEntries(response.headers), body, reads };
  const sent = makeSharedResponse(captured, page, {
    lateHydration: false,
    secure: false,
    stylesheetOf: () => undefined,
  });
  const headers = Object.fromEntries(sent.headers.map(([name, value]) => [name.toLowerCase(), value]));
  return { status: sent.status, headers, text: sent.status === 200 ? sent.body.toString("utf8") : "" };
}

const renderPage = (article?: Parameters<typeof toPageReservation>[1]) =>
  send("/articles/original", async () => {
    const statements = toPageReservation(toMiningReservation(await getSettings()), article);
    const { properties, licence } = describeHead(statements);
    const head =
      properties.map(([name, value]) => `<meta name="${name}" content="${value}"/>`).join("") +
      (licence ? `<link rel="license" type="${licence.type}" href="${licence.href}"/>` : "");
    const html = `<!doctype html><html><head>${head}</head><body></body></html>`;
    return new Response(html, { headers: { "content-type": "text/html; charset=utf-8" } });
  });

const getRobots = async () =>
  new Response(writeRobotsTxt(writeReservationLines(toMiningReservation(await getSettings()))));
const getFeed = siteFeedHandler("rss");

/** Reads each place alone, as another site would. */
async function readPlaces() {
  const [robots, tdmrep, licence, page, feed] = [
    await send("/robots.txt", getRobots),
    await send("/.well-known/tdmrep.json", respondWithTdmrep),
    await send("/license.xml", respondWithLicence),
    await renderPage(),
    await send("/feed.xml", getFeed),
  ];
  const read = (statements: Partial<SourceStatements>) => readReservation({ url, ...statements });
  return {
    robots: read({ robotsTxt: robots.text }),
    namesLicence: robots.text.includes(`License: ${origin}/license.xml`),
    tdmrep: read({ tdmrep: tdmrep.text }),
    licence: read({ licences: [licence.text] }),
    page: read({ html: page.text }),
    pageNamesLicence: page.text.includes(`href="${origin}/license.xml"`),
    header: read({ headers: page.headers }),
    policies: [page.headers["tdm-policy"], feed.headers["tdm-policy"], ...(tdmrep.text ? [policyOf(tdmrep.text)] : [])],
    feed: read({ headers: feed.headers }),
    itemLicence: read({ licences: [feed.text] }),
    media: read({ headers: Object.fromEntries((await server.now()).mediaHeaders) }),
    statuses: [tdmrep.status, licence.status],
  };
}

const policyOf = (tdmrep: string) => JSON.parse(tdmrep)[0]["tdm-policy"];

const reserved = (policy: string) => ({
  robots: "robots.txt",
  namesLicence: true,
  tdmrep: "tdmrep.json",
  licence: "rsl",
  page: "page",
  pageNamesLicence: true,
  header: "header",
  policies: [policy, policy, policy],
  feed: "header",
  itemLicence: "rsl",
  media: "header",
  statuses: [200, 200],
});
const silent = {
  ...{ robots: null, namesLicence: false, tdmrep: null, licence: null, page: null, pageNamesLicence: false },
  ...{
    header: null,
    policies: [undefined, undefined],
    feed: null,
    itemLicence: null,
    media: null,
    statuses: [404, 404],
  },
};

test("all places agree, for each value of the setting and after each change", async () => {
  await anArticle(db, "original");
  expect(await readPlaces()).toEqual(reserved(`${origin}/legal`));
  await change("site.textMining", "none");
  expect(await readPlaces()).toEqual(silent);
  await change("site.textMining", "all");
  await change("site.textMiningPolicy", "https://licences.example/é");
  expect(await readPlaces()).toEqual(reserved("https://licences.example/%C3%A9"));
  await change("site.textMining", "training");
  await change("site.textMiningPolicy", "/pages/licences");
  expect(await readPlaces()).toEqual(reserved(`${origin}/pages/licences`));
});

test.each(["training", "none"])(
  "with %s, an extract repeats its source's reservation and states none of ours",
  async (value) => {
    await change("site.textMining", value);
    const [ofReserving, ofSilent] = await Promise.all(
      [true, false].map((isReserved) => renderPage({ syndicated: true, source: { isReserved } })),
    );
    expect(ofReserving?.headers["tdm-reservation"]).toBe("1");
    expect(ofReserving?.headers["tdm-policy"]).toBeUndefined();
    expect(ofReserving?.text).not.toContain("license.xml");
    expect(readReservation({ url, html: ofSilent?.text ?? "", headers: ofSilent?.headers ?? {} })).toBeNull();
  },
);

test("a feed states a licence for our own articles only", async () => {
  const id = await ensureSource(db, { slug: "zdnet", name: "ZDNet", url: "https://www.zdnet.fr/" });
  await anArticle(db, "extrait", { source: { id, title: "Là", url: "https://www.zdnet.fr/a", syndicated: true } });
  await anArticle(db, "original");
  const { text } = await send("/feed.xml", getFeed);
  expect(text.match(/<rsl:content url="[^"]*"/g)).toEqual([`<rsl:content url="${url}"`]);
});
