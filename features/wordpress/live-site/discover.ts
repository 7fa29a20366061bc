import { type Refusal, refused } from "#lib/result.ts";
import { withoutTrailingSlashes } from "#lib/url-text.ts";
import { ImportFailure } from "../import-reason.ts";
import { hostedSiteInfo, siteInfo } from "./records.ts";
import type { RestAnswer, RestClient } from "./rest-client.ts";
import { isSameSite } from "./site-address.ts";

/** A site and where its API is. */
export interface Site {
  /** Its address as exports have it (base_blog_url). */
  url: string;
  title: string;
  tagline: string;
  /** Language of its home page (fr-FR), or "". */
  language: string;
  /** IANA name, or "". */
  timezone: string;
  /** Where addresses of collections begin: `https://blog.example/wp-json/wp/v2/`. */
  api: string;
  /** Whether a plugin offers its fields: `yoast/v1`. */
  namespaces: string[];
}

const hostedApi = "https://public-api.wordpress.com";

/** The address of a collection. Without pretty permalinks the route is a parameter of the address. */
export function apiUrl(api: string, path: string, parameters: Record<string, string | number> = {}): string {
  const url = new URL(api);
  const route = url.searchParams.get("rest_route");
  if (route === null) url.pathname += path;
  else url.searchParams.set("rest_route", `${route}${path}`);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, String(value));
  return url.href;
}

/**
 * Finds a site's REST API: where its home page says, at the usual addresses, or at wordpress.com for a site that it
 * hosts. Throws an OperatorError that says what to do instead if there is none.
 */
export async function discoverSite(client: RestClient, address: URL, hosted = hostedApi): Promise<Site> {
  const home = await client.getPage(address.href);
  const page = home.ok ? new TextDecoder().decode(home.body.subarray(0, 500_000)) : "";
  const base = home.ok && home.status < 400 ? new URL(home.url) : address;
  base.search = "";
  const htmlTag = page.slice(Math.max(0, page.indexOf("<html"))).slice(0, 500);
  const language = /\slang=["']([a-zA-Z-]{2,20})["']/.exec(htmlTag.split(">", 1)[0] ?? "")?.[1] ?? "";
  const asked: string[] = [];
  let lastAnswer: RestAnswer | undefined;
  for (const root of listRoots(base, home.ok ? (home.headers.link ?? "") : "", page, hosted)) {
    const url = apiUrl(root, "", { _fields: "name,description,url,home,timezone_string,namespaces" });
    asked.push(root);
    const answer = await client.getJson(url);
    if (!answer.ok) {
      lastAnswer = answer;
      continue;
    }
    const info = siteInfo.safeParse(answer.value);
    if (!info.success || !info.data.namespaces.includes("wp/v2")) continue;
    const { name, description, timezone_string, namespaces } = info.data;
    return {
      url: chooseBlogUrl([info.data.home, info.data.url], base),
      title: name,
      tagline: description,
      language,
      timezone: timezone_string,
      api: apiUrl(root, "wp/v2/"),
      namespaces,
    };
  }
  const isHosted = /\.wordpress\.com$/.test(base.hostname) || /content=["']WordPress\.com["']/.test(page);
  if (isHosted || hosted !== hostedApi) {
    const site = await readHostedSite(client, base, hosted);
    if (site) return site;
  }
  throw new ImportFailure(toAbsence(lastAnswer, base.host, asked));
}

function toAbsence(answer: RestAnswer | undefined, host: string, asked: string[]): Refusal {
  if (answer && !answer.ok) {
    const isClosed = answer.why === "status" && (answer.status === 401 || answer.status === 403);
    if (isClosed || answer.why === "notJson" || answer.why === "moved") return toSiteRefusal(answer, host);
  }
  return refused("import.siteWithoutApi", undefined, { host, asked: asked.join(", ").slice(0, 1_000) });
}

/** Why a site's API cannot be read, and what to do instead. */
export function toSiteRefusal(answer: Extract<RestAnswer, { ok: false }>, host: string): Refusal {
  if (answer.why === "notJson") return refused("import.siteAsksToSignIn", undefined, { host });
  if (answer.why === "moved")
    return refused("import.siteMoved", undefined, { host, address: answer.url.slice(0, 200) });
  if (answer.why === "status") return refused("import.siteClosed", undefined, { host, status: answer.status });
  return answer.detail;
}

function listRoots(base: URL, link: string, page: string, hosted: string): string[] {
  const advertised = [
    /<([^<>]*)>\s*;[^,<>]*\brel="?https:\/\/api\.w\.org\/"?/.exec(link)?.[1],
    ...page
      .split(/<link\b/i)
      .slice(1, 200)
      .map((tag) => tag.slice(0, 1_000).split(">", 1)[0] ?? "")
      .filter((tag) => tag.includes("https://api.w.org/"))
      .map((tag) => /\bhref=["']([^"']*)["']/.exec(tag)?.[1]?.replaceAll("&amp;", "&").replaceAll("&#038;", "&")),
  ].flatMap((found) => {
    if (!found || !URL.canParse(found, base)) return [];
    const url = new URL(found, base);
    // An address elsewhere could name any site; wordpress.com's own is tried below.
    if (!isSameSite(url, base) || url.origin === hosted) return [];
    if (!url.searchParams.has("rest_route")) url.pathname = `${withoutTrailingSlashes(url.pathname)}/`;
    return [url.href];
  });
  const folder = new URL(`${withoutTrailingSlashes(base.pathname)}/`, base).href;
  const guessed = [new URL("wp-json/", folder).href, new URL("?rest_route=/", folder).href];
  return [...new Set([...advertised, ...guessed])].slice(0, 4);
}

async function readHostedSite(client: RestClient, base: URL, hosted: string): Promise<Site | undefined> {
  const name = encodeURIComponent(base.hostname);
  const answer = await client.getJson(`${hosted}/rest/v1.1/sites/${name}?fields=name,description,URL,lang`);
  if (!answer.ok) return undefined;
  const info = hostedSiteInfo.safeParse(answer.value);
  if (!info.success) return undefined;
  return {
    url: chooseBlogUrl([info.data.URL], base),
    title: info.data.name,
    tagline: info.data.description,
    language: info.data.lang,
    timezone: "",
    api: `${hosted}/wp/v2/sites/${name}/`,
    namespaces: [],
  };
}

/**
 * The blog's address as it says itself, so that a file exported from it is the same blog; but only one of its own host,
 * because articles of other imports are found by it.
 */
function chooseBlogUrl(named: string[], base: URL): string {
  const own = named.find((url) => URL.canParse(url) && isSameSite(new URL(url), base));
  return withoutTrailingSlashes(own ?? base.href);
}
