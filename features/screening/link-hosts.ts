import { env } from "#lib/env.ts";

/** The hosts that links lead to, without `www.`, each once; never the site's own. A subdomain stands for itself. */
export function linkHosts(links: string[]): string[] {
  const own = new URL(env().SITE_URL).host;
  const hosts = links.flatMap((link) => (URL.canParse(link) ? [new URL(link).host] : []));
  return [...new Set(hosts.filter((host) => host !== "" && host !== own).map((host) => host.replace(/^www\./, "")))];
}
