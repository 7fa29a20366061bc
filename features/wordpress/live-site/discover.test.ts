import { afterEach, expect, it } from "vitest";
import { apiUrl, discoverSite } from "./discover.ts";
import { RestClient } from "./rest-client.ts";
import { emptySite, type LiveSiteFixture, startTestSite } from "./server-testing.ts";
import { isSiteAddress, nameCopyFolder, parseSiteAddress } from "./site-address.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function discover(change: Partial<LiveSiteFixture>, path = "/") {
  const running = await startTestSite({ ...emptySite(), ...change });
  closers.push(running.close);
  const client = new RestClient({ fetchOptions: { mayBePrivate: () => true }, wait: async () => undefined });
  const site = discoverSite(client, new URL(running.base + path), `${running.base}/hosted`);
  return { site, ...running };
}
const root = { name: "Ici", description: "", url: "", home: "", timezone_string: "", namespaces: ["wp/v2"] };

it("finds the API by the Link header, and reads the site's name, zone and language", async () => {
  const { site, base } = await discover({});
  expect(await site).toMatchObject({
    url: base,
    title: "Carnet d’essai",
    tagline: "Un blog inventé",
    language: "fr-FR",
    timezone: "Europe/Paris",
    api: `${base}/wp-json/wp/v2/`,
  });
});

it("finds the API by the head of the page, by its usual addresses, and without pretty permalinks", async () => {
  const byHead = await discover({
    intercept: (_request, response, url) => {
      if (url.pathname === "/") response.end(`<link rel='https://api.w.org/' href='/autre/api' />`);
      else if (url.pathname === "/autre/api/") response.end(JSON.stringify(root));
      else response.writeHead(404).end();
      return true;
    },
  });
  expect((await byHead.site).api).toBe(`${byHead.base}/autre/api/wp/v2/`);
  const inFolder = await discover(
    {
      intercept: (_request, response, url) => {
        if (url.pathname === "/blog/wp-json/") response.end(JSON.stringify(root));
        else response.writeHead(404).end();
        return true;
      },
    },
    "/blog",
  );
  expect((await inFolder.site).api).toBe(`${inFolder.base}/blog/wp-json/wp/v2/`);
  const plain = await discover({ hasPlainPermalinks: true });
  const { api } = await plain.site;
  expect(apiUrl(api, "posts", { page: 2 })).toBe(`${plain.base}/?rest_route=%2Fwp%2Fv2%2Fposts&page=2`);
});

it("reads a site of wordpress.com at wordpress.com", async () => {
  const { site, base } = await discover({
    intercept: (_request, response, url) => {
      if (url.pathname === "/hosted/rest/v1.1/sites/127.0.0.1")
        response.end(JSON.stringify({ name: "Chez eux", description: "d", URL: "https://evil.example/", lang: "fr" }));
      else if (url.pathname === "/") response.end(`<meta name="generator" content="WordPress.com" />`);
      else response.writeHead(404).end();
      return true;
    },
  });
  // Another site's address would make its articles those of another import.
  expect(await site).toMatchObject({ title: "Chez eux", url: base, api: `${base}/hosted/wp/v2/sites/127.0.0.1/` });
});

it("does not let a site name another one's API or address", async () => {
  const { site, asked, base } = await discover({
    intercept: (_request, response, url) => {
      if (url.pathname === "/")
        response.setHeader("link", '<https://other.example/wp-json/>; rel="https://api.w.org/"').end();
      else if (url.pathname === "/wp-json/") response.end(JSON.stringify({ ...root, home: "https://other.example" }));
      else response.writeHead(404).end();
      return true;
    },
  });
  expect((await site).url).toBe(base);
  expect(asked).toHaveLength(2);
});

it.each([
  ["it is no WordPress", 404, /has no WordPress REST API: .*Export a file instead/],
  ["visitors may not read it", 401, /does not let visitors read its REST API \(401\)\. Export a file instead/],
])("says what to do where %s", async (_name, status, message) => {
  const { site } = await discover({
    intercept: (_request, response) => {
      response.writeHead(status).end();
      return true;
    },
  });
  await expect(site).rejects.toThrow(message);
});

it("reads addresses as people paste them, and refuses passwords", () => {
  expect(isSiteAddress("https://blog.example")).toBe(true);
  expect(isSiteAddress("blog.example.xml")).toBe(false);
  expect(parseSiteAddress("https://blog.example/fr/wp-admin/edit.php?x=1#a").href).toBe("https://blog.example/fr/");
  expect(() => parseSiteAddress("https://a:b@blog.example/")).toThrow(/without a username or password/);
  expect(() => parseSiteAddress("https://[")).toThrow(/is not the address of a site/);
});

it("names the folder of a copy so that it stays where copies are", () => {
  expect(nameCopyFolder(new URL("https://blog.example:8080/"))).toBe("blog.example_8080");
  expect(nameCopyFolder(new URL("https://blog.example/fr/"))).toMatch(/^blog\.example_[0-9a-f]{12}$/);
  for (const host of ["..", "a..", "...b"]) {
    const address = `http://${host}/`;
    if (URL.canParse(address)) expect(nameCopyFolder(new URL(address))).not.toMatch(/^\.|\//);
  }
});
