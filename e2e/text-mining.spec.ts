import type { APIRequestContext } from "@playwright/test";
import {
  listLicenceAddresses,
  readReservation,
  type SourceStatements,
} from "#features/text-mining/reading/read-reservation.ts";
import { expect, test } from "./fixtures.ts";
import { aMember, changeSetting, readSetting, signIn } from "./test-data.ts";

async function get(request: APIRequestContext, path: string) {
  const answer = await request.get(path);
  const status = answer.status();
  return { status, headers: answer.headers(), text: status === 200 ? await answer.text() : "" };
}

/** What the site says in each place, read as another site reads it. */
async function readPlaces(request: APIRequestContext, paths: { article: string; picture: string }) {
  const url = new URL(paths.article, "http://vigie.test").href;
  const read = (statements: Partial<SourceStatements>) => readReservation({ url, ...statements });
  const robots = await get(request, "/robots.txt");
  const tdmrep = await get(request, "/.well-known/tdmrep.json");
  const licence = await get(request, "/license.xml");
  const feed = await get(request, "/feed.xml");
  const pages = [await get(request, "/"), await get(request, paths.article), await get(request, "/legal")];
  const picture = await request.get(paths.picture);
  return {
    robots: read({ robotsTxt: robots.text }),
    tdmrep: read({ tdmrep: tdmrep.text }),
    licence: read({ licences: [licence.text] }),
    pages: pages.map(({ text }) => read({ html: text })),
    headers: [...pages, feed, { headers: picture.headers() }].map(({ headers }) => read({ headers })),
    statuses: [tdmrep.status, licence.status],
    naming: [{ robotsTxt: robots.text }, { html: pages[1]?.text ?? "" }, { headers: feed.headers }].map(
      (place) => listLicenceAddresses({ url, ...place }).length,
    ),
    keepsOut: ["GPTBot", "OAI-SearchBot"].filter((agent) => robots.text.includes(`\nUser-agent: ${agent}\n`)),
    policies: [
      ...new Set(
        [...pages, feed].map(({ headers }) => headers["tdm-policy"] && new URL(headers["tdm-policy"]).pathname),
      ),
    ],
  };
}

const reserved = {
  robots: "robots.txt",
  tdmrep: "tdmrep.json",
  licence: "rsl",
  pages: ["page", "page", "page"],
  headers: ["header", "header", "header", "header", "header"],
  statuses: [200, 200],
  naming: [1, 1, 1],
  keepsOut: ["GPTBot"],
  policies: ["/legal"],
};
const silent = {
  robots: null,
  tdmrep: null,
  licence: null,
  pages: [null, null, null],
  headers: [null, null, null, null, null],
  statuses: [404, 404],
  naming: [0, 0, 0],
  keepsOut: [],
  policies: [undefined],
};

test("the setting decides what robots read in all places, at once and consistently @alone", async ({
  page,
  request,
}) => {
  // Of originals only: the page of an extract says nothing of ours.
  const sitemap = await (await request.get("/sitemaps/articles-0.xml")).text();
  const article = new URL(/<loc>([^<]*\/articles\/[^<]*)</.exec(sitemap)?.[1] ?? "").pathname;
  await page.goto("/");
  const picture = (await page.locator('img[src^="/media/"]').first().getAttribute("src")) ?? "";
  const agrees = (expected: typeof reserved | typeof silent) =>
    expect(async () => expect(await readPlaces(request, { article, picture })).toEqual(expected)).toPass({
      timeout: 30_000,
    });
  try {
    await agrees(reserved);
    await changeSetting("site.textMining", "none");
    await agrees(silent);
    await changeSetting("site.textMining", "all");
    await agrees({ ...reserved, keepsOut: ["GPTBot", "OAI-SearchBot"] });
    await changeSetting("site.textMiningPolicy", "/privacy");
    await agrees({ ...reserved, keepsOut: ["GPTBot", "OAI-SearchBot"], policies: ["/privacy"] });
  } finally {
    await changeSetting("site.textMining", "training");
    await changeSetting("site.textMiningPolicy", "/legal");
  }
});

test("an administrator chooses what is reserved, and an invalid address is refused @alone", async ({ page }) => {
  await signIn(page, await aMember("admin"));
  await page.goto("/admin/settings");
  const group = page.locator("#site");
  const choice = group.getByLabel("Fouille de textes et IA", { exact: true });
  const policy = group.getByLabel("Demandes de licence", { exact: true });
  const save = group.getByRole("button", { name: "Enregistrer" });
  try {
    await expect(choice).toHaveValue("training");
    await choice.selectOption("Ne rien réserver");
    await policy.fill("javascript:alert(1)");
    await save.click();
    await expect(group.getByText("« Demandes de licence » doit être un chemin du site")).toBeVisible();
    await expect(policy).toHaveValue("javascript:alert(1)");
    await policy.fill("/legal");
    await save.click();
    await expect(group.getByText("Enregistré.")).toBeVisible();
    await expect(choice).toHaveValue("none");
    expect(await readSetting("site.textMining")).toBe("none");
  } finally {
    await changeSetting("site.textMining", "training");
    await changeSetting("site.textMiningPolicy", "/legal");
  }
});
