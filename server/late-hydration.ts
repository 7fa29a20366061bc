import { trustedTypesScript } from "./trusted-types.ts";

/** Set (readable by scripts, `Path=/; SameSite=Lax`) while somebody is signed in: their pages hydrate at once. */
export const sessionHintCookie = "vigie_hint";

/** Where the site hydrates as usual: pages made of forms and live parts. Everything else is for reading. */
const hydratesAtOnce = /^\/(?:account|admin|comments|login|notifications|register)(?:\/|$)/;

export function isReaderPage(path: string): boolean {
  return !hydratesAtOnce.test(path);
}

const close = "</script>";
const chunkFolder = "/_next/static/chunks/";

/** Whole script elements first, so that what an inline script contains is never taken for a tag. */
const elements = /<script\b([^>]*)>([\s\S]*?)<\/script>|<link\b[^>]*>/g;
const attribute = (attributes: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`, "i").exec(attributes)?.[1];

/**
 * The loader: adds the page's scripts, in order, once, when the reader shows intent, when a form of an interactive section comes
 * near the view (a section without one needs no script), or at once for somebody signed in.
 */
function loader(sources: string[]): string {
  const short = sources.map((source) => (source.startsWith(chunkFolder) ? source.slice(chunkFolder.length) : source));
  return (
    `${trustedTypesScript}(()=>{let d=document,s=${JSON.stringify(short)},e="pointerdown keydown focusin touchstart".split(" "),` +
    'o=self.IntersectionObserver&&new IntersectionObserver(r=>r.some(x=>x.isIntersecting)&&g(),{rootMargin:"400px"}),' +
    "g=()=>{if(s){e.map(n=>removeEventListener(n,g,!0));o&&o.disconnect();" +
    `s.map((u,i)=>{let c=d.createElement("script");c.src=/^\\//.test(u)?u:"${chunkFolder}"+u;c.async=!0;if(i==s.length-1)c.id="_R_";d.head.append(c)});s=0}};` +
    "e.map(n=>addEventListener(n,g,{capture:!0,passive:!0}));" +
    'o&&d.querySelectorAll("#rating form,#comments form,#newsletter form").forEach(f=>o.observe(f));' +
    `/(^|; )${sessionHintCookie}=/.test(d.cookie)&&g()})()`
  );
}

/**
 * Takes Next's external scripts and their preloads out of a finished page and puts one small inline loader before `</body>`. Scripts for
 * browsers without modules go for good. Neighbouring inline scripts become one, in their order: fewer hashes in the policy.
 * A page without Next's scripts is returned as it is.
 */
export function lateHydration(html: string): string {
  const sources: string[] = [];
  let entry: string | undefined;
  const without = html.replace(elements, (whole, attributes: string | undefined) => {
    if (attributes === undefined) {
      const isScript = /\srel="(?:modulepreload|preload)"/i.test(whole) && /\sas="script"/i.test(whole);
      return isScript ? "" : whole;
    }
    const source = attribute(attributes, "src");
    if (!source?.startsWith("/_next/static/")) return whole;
    if (/\snomodule\b/i.test(attributes)) return "";
    if (attribute(attributes, "id") === "_R_") entry = source;
    else if (!sources.includes(source)) sources.push(source);
    return "";
  });
  if (entry === undefined) return html;
  const end = without.lastIndexOf("</body>");
  if (end < 0) return html;
  return mergeInline(`${without.slice(0, end)}<script>${loader([...sources, entry])}</script>${without.slice(end)}`);
}

/** The same without the wait: the policy script goes first, then Next's scripts as they are. */
export function promptHydration(html: string, nonce = ""): string {
  const head = /<head\b[^>]*>/.exec(html);
  if (!head) return html;
  const at = head.index + head[0].length;
  const open = nonce === "" ? "<script>" : `<script nonce="${nonce}">`;
  return `${html.slice(0, at)}${open}${trustedTypesScript}</script>${html.slice(at)}`;
}

function mergeInline(html: string): string {
  const [before = "", ...parts] = html.split("<script>");
  const merged = [before];
  let previous = "";
  for (const part of parts) {
    const follows = previous.endsWith(close) && previous.indexOf(close) === previous.length - close.length;
    // A newline and a semicolon end whatever the first script left open to automatic insertion.
    if (follows) merged.push(merged.pop()?.slice(0, -close.length) ?? "", "\n;", part);
    else merged.push("<script>", part);
    previous = part;
  }
  return merged.join("");
}

/** A Link header without script preloads, each link once (Next says them twice from its cache); undefined if nothing is left. */
export function linkWithoutScripts(header: string | undefined): string | undefined {
  if (!header) return undefined;
  const links = header.split(/,(?=\s*<)/).map((link) => link.trim());
  const kept = links.filter((link) => !/;\s*as="?script"?\s*(?:;|$)/i.test(link));
  return kept.length === 0 ? undefined : [...new Set(kept)].join(", ");
}
