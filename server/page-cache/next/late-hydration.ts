import { hydrationDataUrl } from "#server/http/hydration/hydration-data.ts";
import { trustedTypesScript } from "#server/http/hydration/trusted-types.ts";
import { unsentFormScript } from "#server/http/hydration/unsent-form.ts";
import { chunkFolder } from "./internals.ts";

/** Set (readable by scripts, `Path=/; SameSite=Lax`, over TLS as `__Host-vigie_hint`) while somebody is signed in: their pages hydrate at once. */
export const sessionHintCookie = "vigie_hint";

/** Where the site hydrates as usual: pages made of forms and live parts. Everything else is for reading. */
const eagerPagePattern = /^\/(?:account|admin|comments|login|notifications|register|report)(?:\/|$)/;

export function isReaderPage(path: string): boolean {
  return !eagerPagePattern.test(path);
}

/** Whole script elements first, so that what an inline script contains is never taken for a tag. */
const elementPattern = /<script\b([^<>]*)>([\s\S]*?)(?:<\/script>|$)|<link\b[^<>]*>/g;
const readAttribute = (attributes: string, name: string) =>
  new RegExp(`\\s${name}="([^"]*)"`, "i").exec(attributes)?.[1];

/**
 * The loader: adds the links of stylesheets that were set into the page, where React looks for them, and the page's scripts. The links are
 * disabled: the page has these rules, and fonts named a second time would replace the ones that it was drawn with. Once: when
 * the reader shows intent, when a form of an interactive section comes near the view (a section without one needs no script; one that is
 * there from the start waits for the first scroll), or at once for somebody signed in.
 */
function loaderScript(sources: string[]): string {
  const short = sources.map((source) =>
    source.startsWith(chunkFolder) ? source.slice(chunkFolder.length) : source.replace("/_next/static/", "../"),
  );
  return (
    `(()=>{let d=document,s=${JSON.stringify(short)},n,` +
    "a=(t,p)=>Object.assign(d.createElement(t),p),l=(t,c)=>addEventListener(t,g,{capture:c,passive:1,once:1})," +
    "g=()=>{s[0]&&" +
    'd.querySelectorAll("style[data-href]").forEach(x=>x.before(a("link",{rel:"stylesheet",disabled:1,href:x.dataset.href})));' +
    `s.map(u=>d.head.append(a("script",{async:!0,src:"${chunkFolder}"+u})));s=[]},` +
    'o=new IntersectionObserver(r=>{r.some(x=>x.isIntersecting)&&(n?g():l("scroll"));n=1},{rootMargin:"400px"});' +
    '"pointerdown keydown focusin touchstart".split(" ").map(t=>l(t,!0));' +
    'd.querySelectorAll("#rating form,#comments form,#newsletter form").forEach(f=>o.observe(f));' +
    `/(^|; )(__Host-)?${sessionHintCookie}=/.test(d.cookie)&&g()})()`
  );
}

/** Adds the entry, known by its id, once what it reads as soon as it runs is there. */
const entryScript = (source: string) =>
  `(d=>d.head.append(Object.assign(d.createElement("script"),{async:!0,id:"_R_",src:${JSON.stringify(source)}})))(document)`;

/** What only the framework reads: a page's data (`__next_f`), and which files belong to which (`TURBOPACK`). */
const frameworkScriptPattern = /^\s*(?:self\.__next_f\b|\(self\.__next_f\b|\(globalThis\["TURBOPACK"\])/;

/** A page as it is sent, and the script that its loader asks for with the others: half of what Next wrote. */
export interface LateHydratedPage {
  html: string;
  data?: { address: string; script: string };
}

/**
 * Takes Next's scripts out of a finished page, its external ones with their preloads and the data that they read, and puts one small
 * inline loader before `</body>`, behind the policy that its scripts are added under and the script for unsent forms. Scripts for browsers without modules go for good.
 * What a browser must run at once stays where it is. A page without Next's scripts is returned as it is.
 *
 * The entry has the id `_R_` in a page that Next made for all; in one made in one pass (next/render.ts) the list of its files has
 * it, and the entry comes next.
 *
 * @param page the page's address, by which its data is made again where it is no longer known
 */
export function deferScripts(html: string, page: string): LateHydratedPage {
  const sources: string[] = [];
  const data: string[] = [];
  let entry: string | undefined;
  let entryFollows = false;
  const without = html.replace(elementPattern, (whole, attributes: string | undefined, content: string | undefined) => {
    if (attributes === undefined) {
      const isScript = /\srel="(?:modulepreload|preload)"/i.test(whole) && /\sas="script"/i.test(whole);
      return isScript ? "" : whole;
    }
    const source = readAttribute(attributes, "src");
    const isEntry = readAttribute(attributes, "id") === "_R_";
    if (source === undefined && (attributes === "" || isEntry) && frameworkScriptPattern.test(content ?? "")) {
      data.push(content ?? "");
      entryFollows ||= isEntry;
      return "";
    }
    if (!source?.startsWith("/_next/static/")) return whole;
    if (/\snomodule\b/i.test(attributes)) return "";
    if (isEntry || (entryFollows && entry === undefined)) entry = source;
    else if (!sources.includes(source)) sources.push(source);
    return "";
  });
  const end = without.lastIndexOf("</body>");
  if (entry === undefined || end < 0) return { html };
  // A newline and a semicolon end whatever a script left open to automatic insertion.
  const script = [...data, entryScript(entry)].join("\n;");
  const address = hydrationDataUrl(script, page);
  const inline = `<script>${trustedTypesScript}</script><script>${unsentFormScript}</script><script>${loaderScript([address, ...sources])}</script>`;
  return { html: without.slice(0, end) + inline + without.slice(end), data: { address, script } };
}

/** The same without the wait: the policy script goes first, then Next's scripts as they are. */
export function insertTrustedTypesScript(html: string, nonce = ""): string {
  const head = /<head\b[^<>]*>/.exec(html);
  if (!head) return html;
  const at = head.index + head[0].length;
  const open = nonce === "" ? "<script>" : `<script nonce="${nonce}">`;
  return `${html.slice(0, at)}${open}${trustedTypesScript}</script>${html.slice(at)}`;
}

/**
 * A Link header without scripts, which wait, and without fonts, which the page's head asks for at their own pace; without style sheets too where
 * the page carries them in itself (`styled`); each link once (Next says them twice from its cache); undefined if nothing is left.
 */
export function filterLinkHeader(header: string | undefined, styled = false): string | undefined {
  if (!header) return undefined;
  const links = header.split(/,(?=\s*<)/).map((link) => link.trim());
  const kinds = styled ? "script|font|style" : "script|font";
  const needless = new RegExp(`;\\s*(?:as="?(?:${kinds})"?|rel="?preconnect"?)\\s*(?:;|$)`, "i");
  const kept = links.filter((link) => !needless.test(link));
  return kept.length === 0 ? undefined : [...new Set(kept)].join(", ");
}
