import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { trustedTypesScript } from "./hydration/trusted-types.ts";
import {
  contentSecurityPolicy,
  playerOrigins,
  scriptHashes,
  securityHeaders,
  signInOrigins,
} from "./security-headers.ts";

const sha = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

test("hashes every inline script that a browser would run, byte for byte, once", () => {
  const html =
    '<script>a = "é"</script><script type="module">b()</script><script>a = "é"</script>' +
    '<script src="/_next/static/x.js" async=""></script><script type="application/ld+json">{}</script><script></script>';
  expect(scriptHashes(html)).toEqual([sha('a = "é"'), sha("b()"), sha("")]);
});

test("an unclosed script extends to the end of the page, as in browsers", () => {
  expect(scriptHashes("<p><script>a()</script><script>b()<script>c()")).toEqual([sha("a()"), sha("b()<script>c()")]);
});

test("the policy admits what a page uses and nothing else", () => {
  const policy = contentSecurityPolicy({ scripts: ["'sha256-x'"], secure: false });
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'sha256-x';");
  expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
  expect(policy).not.toContain("upgrade-insecure-requests");
  expect(contentSecurityPolicy({ scripts: [], secure: true })).toContain("upgrade-insecure-requests");
});

test("no page may be framed, except the newsroom's preview by this site", () => {
  expect(contentSecurityPolicy({ scripts: [], secure: true })).toContain("frame-ancestors 'none'");
  expect(contentSecurityPolicy({ scripts: [], secure: true, framableBySelf: true })).toContain(
    "frame-ancestors 'self';",
  );
});

test("the sign-in form may be redirected to configured providers only", () => {
  expect(signInOrigins({ AUTH_GITHUB_ID: "x" })).toEqual([]);
  const origins = signInOrigins({
    AUTH_GITHUB_ID: "x",
    AUTH_GITHUB_SECRET: "y",
    AUTH_GOOGLE_ID: "x",
    AUTH_GOOGLE_SECRET: "y",
  });
  expect(origins).toEqual(["https://github.com", "https://accounts.google.com"]);
  expect(contentSecurityPolicy({ scripts: [], secure: true, formTargets: origins })).toContain(
    "form-action 'self' https://github.com https://accounts.google.com",
  );
});

test("https brings HSTS, and shared responses may be embedded", () => {
  const names = (secure: boolean) => securityHeaders({ secure }).map(([name]) => name);
  expect(names(true)).toContain("Strict-Transport-Security");
  expect(names(false)).not.toContain("Strict-Transport-Security");
  expect(Object.fromEntries(securityHeaders({ secure: false, shared: true }))["Cross-Origin-Resource-Policy"]).toBe(
    "cross-origin",
  );
});

test("the browser-side policy lets our chunks and React's own markup through, nothing else", () => {
  let rules: { createScriptURL(url: string): string | null; createHTML(html: string): string | null } | undefined;
  const trustedTypes = { createPolicy: (_: string, given: typeof rules) => (rules = given) };
  new Function("self", "trustedTypes", "location", trustedTypesScript)(
    { trustedTypes },
    trustedTypes,
    new URL("https://site.test/articles/a"),
  );
  const url = (text: string) => rules?.createScriptURL(text);
  expect(url("/_next/static/chunks/a.js")).toBe("/_next/static/chunks/a.js");
  expect(url("/_next/static/../../media/a.js")).toBeNull();
  expect(url("https://evil.test/_next/static/a.js")).toBeNull();
  expect(url("//evil.test/_next/static/a.js")).toBeNull();
  expect(url("data:text/javascript,1")).toBeNull();
  expect(rules?.createHTML("<script></script>")).toBe("<script></script>");
  expect(rules?.createHTML('{"@type":"NewsArticle"}')).toBe('{"@type":"NewsArticle"}');
  expect(rules?.createHTML("<img src=x onerror=alert(1)>")).toBeNull();
});

test("frames show the players of the page's own embeds, and nothing without embeds", () => {
  const embed = '<div class="embed" data-player="https://framatube.org"></div>';
  const origins = playerOrigins(
    `${embed}${embed}<div data-player="https://evil.test"></div><div data-player="https://framatube.org:8443"></div><p>data-player="https://evil.test"</p><i data-player="http://x.test"></i>`,
  );
  expect(origins).toEqual(["https://framatube.org"]);
  expect(contentSecurityPolicy({ scripts: [], frames: origins, secure: true })).toContain(
    "; frame-src https://framatube.org;",
  );
  expect(contentSecurityPolicy({ scripts: [], secure: true })).not.toContain("frame-src");
});
