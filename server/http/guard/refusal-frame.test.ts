import { expect, test } from "vitest";
import { earlyScript } from "../hydration/early-script.ts";
import { contentSecurityPolicy } from "../security-headers.ts";
import { refusalBody, refusalHeaders, refusalHtml } from "./refusal.ts";
import { followRefusalFrame, toRefusalFrame } from "./refusal-frame.ts";

const notFound = (article: string) =>
  '<!DOCTYPE html><html lang="fr"><head><script>first()</script><style data-href="/_next/static/chunks/a.css" data-precedence="next">@media (width<48rem){a{}}</style>' +
  '<title>Introuvable · Vigie</title></head><body><header><div class="account"><a href="/login">Se connecter</a></div>' +
  '<time class="today" datetime="2026-11-27">Vendredi</time></header>' +
  '<main id="page" tabindex="-1"><div class="wide home"><h1>Cette page n’existe pas</h1>' +
  `<section aria-labelledby="latest"><a>${article}</a></section></div></main><footer>Pied</footer>` +
  '<script src="/_next/static/x.js"></script></body></html>';
const appearance = { stylesheets: [], siteName: "Vigie", secure: false };

test("shows a refusal within the site's page, which runs nothing but the early script", () => {
  const frame = toRefusalFrame(notFound("Un article"), "Mon compte");
  const html = refusalHtml(429, { ...appearance, frame });
  expect(html).toContain("<title>Trop de demandes · Vigie</title>");
  expect(html).toContain("Un article");
  expect(html).toContain("<footer>Pied</footer>");
  expect(html).toContain('role="search"');
  expect(html).toContain('<link rel="stylesheet" href="/_next/static/chunks/a.css">');
  expect(html.match(/<script[\s\S]*?<\/script>/g)).toEqual([`<script>${earlyScript}</script>`]);
  expect(html).not.toMatch(/n’existe pas|<style|class="today"/);
  // Without scripts that know the member, styles choose between sign-in and account.
  expect(html).toContain('<span class="for-visitors"><a href="/login">');
  expect(html.match(/<main/g)).toHaveLength(1);
  expect(html.match(/<div/g)?.length).toBe(html.match(/<\/div>/g)?.length);
  const policy = new Map(refusalHeaders(false)).get("Content-Security-Policy");
  expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
  expect(policy).not.toBe(contentSecurityPolicy({ scripts: [], secure: false }));
});

test("makes a refusal that is the same for everyone once", () => {
  const frame = toRefusalFrame(notFound("Un article"), "");
  const first = refusalBody(429, { ...appearance, frame });
  expect(refusalBody(429, { ...appearance, frame })).toBe(first);
  expect(refusalBody(503, { ...appearance, frame }, { outage: true })).not.toBe(first);
  const typed = refusalBody(409, { ...appearance, frame }, { typedTexts: ["Le mien"] });
  expect(String(typed)).toContain("Le mien");
  expect(String(refusalBody(409, { ...appearance, frame }))).not.toContain("Le mien");
});

test("names a withdrawn article and its day in the site's zone, as text", () => {
  const subject = { title: "« Faux » <b>avis</b>", at: new Date("2026-11-28T23:30:00Z") };
  const html = refusalHtml(410, { ...appearance, zone: "Europe/Paris" }, { subject, note: "" });
  expect(html.replace(/\u00a0/g, " ")).toContain(
    "« “Faux” &lt;b&gt;avis&lt;/b&gt; » a été retiré par la rédaction le 29 novembre 2026",
  );
});

test("offers a search with the title of a withdrawn article, and with nothing if the title was removed", () => {
  const page = "/articles/le-scandale-dupont";
  const wordsOf = (html: string) => /<input id="search"[^>]* value="([^"]*)"/.exec(html)?.[1];
  expect(wordsOf(refusalHtml(404, appearance, { page }))).toBe("le scandale dupont");
  expect(wordsOf(refusalHtml(410, appearance, { page, note: "Retiré." }))).toBe("");
  const subject = { title: "Une « affaire »", at: new Date() };
  expect(wordsOf(refusalHtml(410, appearance, { page, subject }))).toBe("Une affaire");
});

test("asks for the page seldom, and shows none of its articles once one may be withdrawn", async () => {
  let page: object | undefined = {};
  let loads = 0;
  let now = 0;
  const source = {
    find: () => page,
    load: async () => {
      loads += 1;
      return notFound(`Article ${loads}`);
    },
    account: "",
  };
  const frame = followRefusalFrame(source, () => now);
  expect(frame.last).toBeUndefined();
  expect(loads).toBe(0);
  await frame.refresh();
  expect(frame.last?.end).toContain("Article 1");
  page = undefined;
  expect(frame.last?.end).not.toContain("Article");
  expect(frame.last?.end).toContain("<footer>");
  expect(loads).toBe(1);
  now = 10_000;
  page = {};
  for (let request = 0; request < 100; request += 1) void frame.last;
  expect(loads).toBe(2);
  await new Promise((resolve) => setTimeout(resolve));
  expect(frame.last?.end).toContain("Article 2");
});

test("names the database to staff during an outage, with a way to try again, and not to readers", () => {
  const staff = refusalBody(503, appearance, { outage: true, page: "/admin/health?period=week" }).toString();
  expect(staff).toContain("La base de données ne répond pas");
  expect(staff).toContain('href="/admin/health?period=week"');
  expect(staff).not.toContain('action="/search"');
  expect(refusalBody(503, appearance, { outage: true }).toString()).not.toContain("base de données");
});
