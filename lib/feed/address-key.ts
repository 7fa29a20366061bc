import { createHash } from "node:crypto";

/**
 * Parameters of analytics and campaign tools, which say where a visitor came from and never what the page shows. Compared with the general
 * rules of ClearURLs and of AdGuard's list of tracking parameters, without names that may also select a page ("id", "ref", "trk").
 */
const campaignParameter =
  /^(?:utm|utm_[\w-]+|at_(?:medium|campaign|custom\d|creation|variant|format|link\w*|ptr_\w+|recipient_\w+|send_\w+|emailtype|platform|network|term|content)|mtm_\w+|matomo_\w+|piwik_\w+|pk_(?:campaign|kwd|keyword|source|medium|content|cid|vid)|wt_\w+|wtz?mc|wtrid|ga_(?:source|medium|campaign|content|term|place)|_g[al]|otm_\w+|itm_(?:source|medium|campaign|content|term|channel|audience)|hmb_\w+|dpg_\w+|cm_(?:mmc\w*|me|cr)|xt(?:or|ref|cr|atc)|ns_\w+|cmpid|cmp|s_cid|sc_(?:campaign|channel|content|medium|outcome|geo|country)|_openstat|ref_?src|ref_?url|tracking_source|nx_source|guccounter|guce_referrer(?:_sig)?|smid|smtyp|ocid|ftag|usqp|echobox)$/;
/** Parameters of advertising networks, social networks and mailing services, often with a value for each visitor. */
const clickParameter =
  /^(?:fbclid|fb_(?:source|ref|action_(?:ids|types))|action_(?:object|type|ref)_map|gclid|gclsrc|gbraid|wbraid|dclid|srsltid|msclkid|ys?clid|twclid|__twitter_impression|ttclid|li_fat_id|igshid?|irclickid|irgwc|rb_clickid|wickedid|_branch_match_id|spm|mc_(?:[ce]id|tc)|__s|_kx|_hs(?:enc|mi)|__hs(?:fp|sc|tc)|hsa_\w+|hsctatracking|mkt_tok|vero_(?:id|conv)|oly_(?:anon|enc)_id|ml_subscriber(?:_hash)?|bsft_\w+|sp(?:reportid|jobid|userid|mailingid)|trkcampaign)$/;
/** Parameters that name a visit. */
const sessionParameter = /^(?:phpsessid|jsessionid|aspsessionid\w*|sessionid|session_id|sid|cfid|cftoken)$/;
/** "source=rss----d12c" of Medium: where a visitor came from, if the value says so. */
const originParameter = /^(?:source|src|from|ref|via)$/;
/** A host that serves the same pages for telephones or as AMP. */
const variantHost = /^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.[^.]+)/;

const maxAddressLength = 8_000;
const maxKeyLength = 600;

function isTracking(written: string, value: string): boolean {
  // An "&" that was escaped twice leaves "amp;" before the name.
  const name = written.replace(/^amp;/, "");
  return (
    campaignParameter.test(name.toLowerCase()) ||
    clickParameter.test(name.toLowerCase()) ||
    (originParameter.test(name) && /^(?:rss(?:$|[^a-z])|rssfeed$)/i.test(value)) ||
    (name === "rss" && value === "1")
  );
}
/** In a fragment, "ref" always says where a visitor came from: a place in the page has no value. */
const isTrackingFragment = (name: string, value: string) => isTracking(name, value) || name === "ref";
const isSession = (name: string, value: string) =>
  sessionParameter.test(name.toLowerCase()) && /^(?=.*\d)\w{16,}$/.test(value);

/**
 * Normalises an address for comparison: two addresses with the same key lead to the same page. Leaves out scheme, `www.`, `m.` and `amp.`,
 * default ports, fragment (except `#!`), tracking and session parameters, AMP suffixes, a default file name and a final slash; sorts the
 * parameters. Never an address to fetch. Returns "" for what is no http address.
 */
export function toAddressKey(address: string): string {
  const given = parseWebAddress(address);
  if (!given) return "";
  const url = unwrapAmpCache(given);
  const host = toHostKey(url.hostname);
  const port = url.port === "80" || url.port === "443" || url.port === "" ? "" : `:${url.port}`;
  const parameters = [...url.searchParams]
    .filter(([name, value]) => !isTracking(name, value) && !isSession(name, value) && !isAmpParameter(name, value))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort();
  const query = parameters.length > 0 ? `?${parameters.join("&")}` : "";
  const fragment = url.hash.startsWith("#!") ? url.hash : "";
  const key = `${host}${port}${toPathKey(url.pathname)}${query}${fragment}`;
  // A key has a place in an index, whose entries are limited.
  return key.length <= maxKeyLength ? key : `${host}${port}/~${createHash("sha256").update(key).digest("base64url")}`;
}

/**
 * Removes tracking parameters, and tracking fragments such as `#xtor=RSS-1`. All else stays as written; other fragments are places in the page.
 * An address without tracking is returned unchanged.
 */
export function stripTracking(address: string): string {
  const url = parseWebAddress(address);
  if (!url) return address;
  const search = withoutTracking(url.search, isTracking);
  const fragment = url.hash.startsWith("#!") ? url.hash : withoutTracking(url.hash, isTrackingFragment);
  if (search === url.search && fragment === url.hash) return address;
  url.search = search;
  url.hash = fragment;
  return url.href;
}

/** Removes the tracking parameters of a query or a fragment. The result begins with the same sign; it is empty if nothing remains. */
function withoutTracking(written: string, isDropped: (name: string, value: string) => boolean): string {
  // Some fragments are written like a query: "#?pk_campaign=x".
  const sign = written.startsWith("#?") ? "#?" : written.slice(0, 1);
  const parts = written.slice(sign.length).split("&");
  const kept = parts.filter((part) => !isDropped(...toPair(part)));
  if (kept.length === parts.length) return written;
  return kept.every((part) => part === "") ? "" : `${sign}${kept.join("&")}`;
}

function toPair(part: string): [name: string, value: string] {
  const at = part.indexOf("=");
  return at === -1 ? [part, ""] : [part.slice(0, at), part.slice(at + 1)];
}

function parseWebAddress(address: string): URL | undefined {
  if (address.length > maxAddressLength || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}

/** The page itself, for an address of a cache that serves AMP pages of other sites. */
function unwrapAmpCache(url: URL): URL {
  const path = url.hostname.endsWith(".cdn.ampproject.org")
    ? /^\/[cvr]\/(?:s\/)?(.+)$/.exec(url.pathname)?.[1]
    : /^(?:www\.)?google\.[a-z]{2,3}$/.test(url.hostname)
      ? /^\/amp\/(?:s\/)?(.+)$/.exec(url.pathname)?.[1]
      : undefined;
  return (path !== undefined && parseWebAddress(`https://${path}${url.search}`)) || url;
}

/** "www1.amp.site.fr" is "site.fr", "fr.m.wikipedia.org" is "fr.wikipedia.org"; "m.fr" stays. */
function toHostKey(hostname: string): string {
  let host = hostname.replace(/(?<!\.)\.+$/, "").replace(/^([a-z-]{2,12})\.m\.(?=[a-z]+\.org$)/, "$1.");
  for (let before = ""; before !== host; ) {
    before = host;
    host = host.replace(variantHost, "");
  }
  return host;
}

const isAmpParameter = (name: string, value: string) =>
  (name === "amp" && (value === "" || value === "1" || value === "true")) || (name === "outputType" && value === "amp");

/** Segment by segment, so that the time is linear: each step may uncover the next ("/a/amp/index.html"). */
function toPathKey(pathname: string): string {
  const written = normaliseEscapes(pathname).split("/");
  const segments = written.map((segment) => segment.replace(/;jsessionid=.*$/is, "")).filter((one) => one !== "");
  for (let last = segments.pop(); last !== undefined; last = segments.pop()) {
    if (/^index\.(?:html?|php)$/i.test(last) || (last === "amp" && segments.length > 0)) continue;
    const plain = last.replace(/\.amp(?=\.html?$)/, "").replace(/(?<=.)\.amp$/, "");
    segments.push(plain);
    if (plain === last) break;
  }
  const first = segments.findIndex((segment, index) => segment !== "amp" || index === segments.length - 1);
  return segments
    .slice(Math.max(0, first))
    .map((segment) => `/${segment}`)
    .join("");
}

/** Percent-escapes in upper case, and those of letters, digits, `-`, `.`, `_` and `~` as the character (RFC 3986, 6.2.2). */
function normaliseEscapes(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : escaped.toUpperCase();
  });
}
