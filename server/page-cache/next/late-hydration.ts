import { escapeHtml } from "#lib/html/escape-html.ts";
import { hydrationDataUrl } from "#server/http/hydration/hydration-data.ts";
import { insertFirstScript, insertLastScript } from "#server/http/hydration/insert-script.ts";
import { trustedTypesScript, workerPath } from "#server/http/hydration/trusted-types.ts";
import { unsentFormScript } from "#server/http/hydration/unsent-form.ts";
import { listPreloadHints, type PreloadHint, sortFlightRows } from "./flight-rows.ts";
import { chunkFolder } from "./internals.ts";

/**
 * Cookie that is set while a member is signed in: their pages hydrate immediately. Readable by scripts, `Path=/; SameSite=Lax`, over TLS as
 * `__Host-vigie_hint`.
 */
export const sessionHintCookie = "vigie_hint";

/** Pages that hydrate as usual: those made of forms and live parts. All others are mainly for reading. */
const eagerPagePattern =
  /^\/(?:account|admin|comments|login|newsletter\/(?:confirm|preferences|unsubscribe)|notifications|register|report)(?:\/|$)/;

export function isReaderPage(path: string): boolean {
  return !eagerPagePattern.test(path);
}

/** Matches whole script elements first, so that the content of an inline script is never taken for a tag. */
const elementPattern = /<script\b([^<>]*)>([\s\S]*?)(?:<\/script>|$)|<link\b[^<>]*>/g;
const readAttribute = (attributes: string, name: string) =>
  new RegExp(`\\s${name}="([^"]*)"`, "i").exec(attributes)?.[1];

/** Registers the service worker (server/http/offline/) after some seconds, and tells it which files the page uses. */
const registrationScript =
  "navigator.serviceWorker&&setTimeout(()=>{let w=navigator.serviceWorker;" +
  `w.register("${workerPath}").then(()=>w.ready).then(r=>r.active.postMessage(` +
  'performance.getEntriesByType("resource").map(e=>e.name))).catch(()=>{})},4e3);';

interface LoaderOptions {
  /** The loader registers the service worker. */
  offlineReading?: boolean;
  /** Requests the page's data again if they are missing: another node may have them. */
  retriesData?: boolean;
}

/**
 * The loader: adds the links of inlined stylesheets, where React looks for them, and the page's scripts. The links are disabled: the page already has
 * the rules that it uses. A stylesheet of which it has only a part is added whole, without its fonts: declaring fonts a second time would replace those
 * in use. The page's data, with which hydration begins, come once the styles are there, because what React adds may need them. Runs once: at the
 * reader's first interaction, when a form of an interactive section comes near the viewport (a section without a form needs no script; a form in view
 * from the start waits for the first scroll), or immediately for a signed-in member. `lastKey` is the last key that was pressed, for the part of the page
 * that handles keys (`useDiscussionKeys`): it was not there yet when the reader pressed one while the scripts loaded. A prerendered page waits until its reader opens it.
 */
function loaderScript(sources: string[], { offlineReading = false, retriesData = false }: LoaderOptions): string {
  const short = sources.map((source) =>
    source.startsWith(chunkFolder) ? source.slice(chunkFolder.length) : source.replace("/_next/static/", "../"),
  );
  return (
    `(()=>{let d=document,s=${JSON.stringify(short)},n,w,p,` +
    "a=(t,p)=>Object.assign(d.createElement(t),p),l=(t,c)=>addEventListener(t,g,{capture:c,passive:1,once:1})," +
    (retriesData
      ? `e=(u,k)=>d.head.append(a("script",{async:!0,src:"${chunkFolder}"+u,onerror:x=>k&&setTimeout(e,1e3,u,k-1)})),`
      : `e=u=>d.head.append(a("script",{async:!0,src:"${chunkFolder}"+u})),`) +
    "g=x=>{if(!s[0])return;p=[];" +
    'd.querySelectorAll("style[data-href]").forEach(({dataset:{href,part}},i,x)=>{x[i].before(a("link",{rel:"stylesheet",disabled:1,href}));' +
    'part==""&&p.push(fetch(href).then(r=>r.text()))});' +
    (offlineReading ? registrationScript : "") +
    `let[f,...o]=s;s=[];o.map(${retriesData ? "u=>e(u)" : "e"});` +
    'Promise.all(p).then(t=>d.adoptedStyleSheets=t.map(c=>{let y=new CSSStyleSheet;y.replaceSync(c.replace(/@font-face{[^}]*}/g,""));return y}))' +
    `.catch(x=>x).then(x=>e(f${retriesData ? ",5" : ""}))},` +
    'o=new IntersectionObserver(r=>{r.some(x=>x.isIntersecting)&&(n?g():l("scroll"));n=1},{rootMargin:"400px"});' +
    "onkeydown=v=>lastKey=v;" +
    '"pointerdown keydown focusin touchstart".split(" ").map(t=>l(t,!0));' +
    'w=x=>{d.querySelectorAll("#rating form,#comments form,#newsletter form").forEach(f=>o.observe(f));' +
    `/(^|; )(__Host-)?${sessionHintCookie}=/.test(d.cookie)&&g()};` +
    'd.prerendering?d.addEventListener("prerenderingchange",w):w()})()'
  );
}

/** Adds the entry, identified by its id, once the data that it reads on start are loaded. */
const entryScript = (source: string) =>
  `(d=>d.head.append(Object.assign(d.createElement("script"),{async:!0,id:"_R_",src:${JSON.stringify(source)}})))(document)`;

/** Inline scripts that only the framework reads: a page's data (`__next_f`), and the assignment of files (`TURBOPACK`). */
const frameworkScriptPattern = /^\s*(?:self\.__next_f\b|\(self\.__next_f\b|\(globalThis\["TURBOPACK"\])/;

/** A page as it is sent, and the script that its loader requests with the others: half of Next's output. */
export interface LateHydratedPage {
  html: string;
  data?: { address: string; script: string };
}

/**
 * Moves Next's scripts out of a finished page: the external ones with their preloads, and the data that they read. Inserts one small inline loader
 * before `</body>`, after the policy for its scripts and the script for unsent forms. Scripts for browsers without modules are removed. Scripts that
 * a browser must run immediately stay in place. A page without Next's scripts is returned unchanged.
 *
 * The entry has the id `_R_` in a page that Next rendered in the build. In a page rendered on request the list of its files has that id, and the
 * entry comes next.
 *
 * @param page the page's address, by which its data are rendered again if they are no longer stored
 */
export function deferScripts(html: string, page: string, options: LoaderOptions = {}): LateHydratedPage {
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
  const { scripts, preloads } = sortPageData(data);
  // A newline and a semicolon end any statement that a script left to automatic semicolon insertion.
  const script = [...scripts, entryScript(entry)].join("\n;");
  const address = hydrationDataUrl(script, page);
  const inline = `<script>${trustedTypesScript}</script><script>${unsentFormScript}</script><script>${loaderScript([address, ...sources], options)}</script>`;
  const whole = insertPreloads(without.slice(0, end), preloads) + inline + without.slice(end);
  return { html: whole, data: { address, script } };
}

/** Registers the service worker from a page whose scripts do not wait: it has no loader. */
export function insertRegistration(html: string): string {
  return insertLastScript(html, `<script>${registrationScript}</script>`);
}

/** Matches a script that adds text of the page's payload: the argument of `push`, as JSON. */
const payloadPattern = /^self\.__next_f\.push\((\[1,".*"\])\)$/s;

/**
 * Joins the scripts that add the page's payload, with its rows in a fixed order, so that the same content gives the same
 * bytes in every render: a reader who opened the page before a restart then still gets its data.
 */
function sortPageData(scripts: string[]): { scripts: string[]; preloads: PreloadHint[] } {
  const parts: string[] = [];
  const others: string[] = [];
  for (const script of scripts) {
    const json = payloadPattern.exec(script)?.[1];
    const [, text]: unknown[] = json === undefined ? [] : JSON.parse(json);
    if (typeof text === "string") parts.push(text);
    else others.push(script);
  }
  const sorted = parts.length > 0 ? sortFlightRows(parts.join("")) : undefined;
  if (sorted === undefined) return { scripts, preloads: [] };
  return {
    scripts: [...others, `self.__next_f.push([1,${JSON.stringify(sorted)}])`],
    preloads: listPreloadHints(sorted),
  };
}

/**
 * Adds preload links for the payload's pictures and fonts to the head, where the browser finds them before the scripts
 * run. React adds only those that it knew when it wrote the head, not those of parts that waited for data (seen in
 * React 19.3).
 */
function insertPreloads(html: string, hints: readonly PreloadHint[]): string {
  const end = html.indexOf("</head>");
  if (end < 0) return html;
  const head = html.slice(0, end);
  const links = hints.flatMap(({ href, as, options }) => {
    const { imageSrcSet, imageSizes, type, fetchPriority, crossOrigin } = options;
    if ((as !== "image" && as !== "font") || !/^\/(?!\/)/.test(href)) return [];
    // With `imagesrcset`, browsers that do not know it would load `href` as a second picture.
    const source = typeof imageSrcSet === "string" ? { imagesrcset: imageSrcSet, imagesizes: imageSizes } : { href };
    const attributes = Object.entries({ ...source, type, fetchpriority: fetchPriority, crossorigin: crossOrigin })
      .filter((entry): entry is [string, string] => typeof entry[1] === "string")
      .map(([name, value]) => ` ${name}="${escapeHtml(value)}"`);
    const known = escapeHtml(typeof imageSrcSet === "string" ? imageSrcSet : href);
    return head.includes(`"${known}"`) ? [] : [`<link rel="preload" as="${as}"${attributes.join("")}/>`];
  });
  return head + [...new Set(links)].join("") + html.slice(end);
}

/** Inserts the policy script before Next's scripts, which run without delay. */
export function insertTrustedTypesScript(html: string, nonce = ""): string {
  return insertFirstScript(html, trustedTypesScript, nonce);
}

/**
 * Filters a Link header: removes scripts, which load later; fonts, which the page's head requests itself; stylesheets too if the page inlines them
 * (`styled`); and duplicates (Next repeats links from its cache). Undefined if nothing is left.
 */
export function filterLinkHeader(header: string | undefined, styled = false): string | undefined {
  if (!header) return undefined;
  const links = header.split(/,(?=\s*<)/).map((link) => link.trim());
  const kinds = styled ? "script|font|style" : "script|font";
  const needless = new RegExp(`;\\s*(?:as="?(?:${kinds})"?|rel="?preconnect"?)\\s*(?:;|$)`, "i");
  const kept = links.filter((link) => !needless.test(link));
  return kept.length === 0 ? undefined : [...new Set(kept)].join(", ");
}
