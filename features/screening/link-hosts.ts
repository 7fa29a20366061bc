import { env } from "#lib/env.ts";

/** Returns the hosts of links, without `www.` and duplicates, and never the site's own. Subdomains are separate hosts. */
export function linkHosts(links: string[]): string[] {
  const siteHost = new URL(env().SITE_URL).host;
  const hosts = links.flatMap((link) => (URL.canParse(link) ? [new URL(link).host] : []));
  return [
    ...new Set(hosts.filter((host) => host !== "" && host !== siteHost).map((host) => host.replace(/^www\./, ""))),
  ];
}
