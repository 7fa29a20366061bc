interface DeclaredLinks {
  hubUrls: string[];
  selfUrl: string;
}

/** Longer addresses are ignored. */
const maxUrlLength = 2_000;

/**
 * Finds a feed's WebSub hub and topic (its `self` address): first in the Link headers (W3C WebSub, section 4), else as the document declares
 * them. Null without a hub.
 */
export function readHubLinks(
  link: string,
  url: string,
  { hubUrls, selfUrl }: DeclaredLinks,
): { hubUrl: string | null; selfUrl: string | null } {
  const links = parseLinks(link, url);
  const hubUrl = links.find(({ rel }) => rel.includes("hub"))?.url ?? hubUrls.find(isWebAddress);
  if (hubUrl === undefined) return { hubUrl: null, selfUrl: null };
  const self = links.find(({ rel }) => rel.includes("self"))?.url ?? (isWebAddress(selfUrl) ? selfUrl : url);
  return { hubUrl, selfUrl: self };
}

const isWebAddress = (url: string) => url.length <= maxUrlLength && /^https?:\/\//i.test(url) && URL.canParse(url);

/** Reads a Link header (RFC 8288): addresses and their relations. */
function parseLinks(header: string, base: string): { url: string; rel: string[] }[] {
  return header.split(/,(?=\s{0,9}<)/).flatMap((part) => {
    const [, target = "", parameters = ""] = /^\s*<([^<>]{1,2000})>(.*)$/.exec(part) ?? [];
    const rel = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s";]+))/i.exec(parameters);
    if (!rel || !URL.canParse(target, base)) return [];
    const { href } = new URL(target, base);
    return isWebAddress(href) ? [{ url: href, rel: (rel[1] ?? rel[2] ?? "").toLowerCase().split(/\s+/) }] : [];
  });
}
