/** Parameters that name where a visitor came from, never what the page shows. */
const trackingParameter =
  /^(?:utm_\w+|at_\w+|mc_[ce]id|mtm_\w+|pk_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|xtor|xtref|ns_\w+|cmpid|ref_?src|__twitter_impression|ocid|ftag)$/;

/**
 * Normalises an address for comparison: two addresses with the same key lead to the same page. Leaves out scheme, `www.`, `m.` and `amp.`,
 * port, fragment, tracking parameters, AMP suffixes, a default file name and a final slash; sorts the parameters. Never an address to fetch.
 * Returns "" for what is no http address.
 */
export function toAddressKey(address: string): string {
  if (!URL.canParse(address)) return "";
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "";
  const host = url.hostname.replace(/\.$/, "").replace(/^(?:www|m|amp)\./, "");
  const port = url.port === "80" || url.port === "443" || url.port === "" ? "" : `:${url.port}`;
  const path = url.pathname
    .replace(/\/{2,}/g, "/")
    .replace(/\/index\.(?:html?|php)$/, "/")
    .replace(/^\/amp(?=\/)/, "")
    .replace(/\/$/, "")
    .replace(/(?:\/amp|\.amp)$/, "")
    .replace(/\.amp(?=\.html?$)/, "");
  const parameters = [...url.searchParams]
    .filter(([name, value]) => !trackingParameter.test(name.toLowerCase()) && !(name === "amp" || value === "amp"))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort();
  return `${host}${port}${path}${parameters.length > 0 ? `?${parameters.join("&")}` : ""}`;
}
