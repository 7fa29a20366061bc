import { createHash } from "node:crypto";
import { isPlayerOrigin } from "#features/articles/body/players.ts";

/** Origins to which the sign-in page's form is redirected, for the providers that are configured. */
export function signInOrigins(env: Record<string, string | undefined> = process.env): string[] {
  const origins: string[] = [];
  if (env.AUTH_GITHUB_ID && env.AUTH_GITHUB_SECRET)
    origins.push(providerOrigin(env.AUTH_GITHUB_URL, "https://github.com"));
  if (env.AUTH_GOOGLE_ID && env.AUTH_GOOGLE_SECRET)
    origins.push(providerOrigin(env.AUTH_GOOGLE_ISSUER, "https://accounts.google.com"));
  return origins;
}

const providerOrigin = (configured: string | undefined, defaultUrl: string) => new URL(configured || defaultUrl).origin;

/** Returns the hash source `'sha256-…'` by which a Content-Security-Policy admits an inline script or stylesheet. */
export const hashSource = (content: string) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`;

const inlineScriptPattern = /<script\b([^<>]*)>([\s\S]*?)(?:<\/script>|$)/g;
/** Types that a browser runs; anything else (JSON-LD) is data, to which `script-src` does not apply. */
const executableType = /\stype="(?:|module|text\/javascript|application\/javascript|importmap|speculationrules)"/i;

/** `'sha256-…'` of each distinct inline script of a page that a browser would run. */
export function scriptHashes(html: string): string[] {
  const hashes = new Set<string>();
  for (const [, attributes = "", content = ""] of html.matchAll(inlineScriptPattern)) {
    if (/\ssrc=/i.test(attributes)) continue;
    if (/\stype=/i.test(attributes) && !executableType.test(attributes)) continue;
    hashes.add(hashSource(content));
  }
  return [...hashes];
}

/** `'sha256-…'` of each distinct style element of a page. */
export function styleHashes(html: string): string[] {
  const texts = new Set(
    [...html.matchAll(/<style\b[^<>]*>([\s\S]*?)(?:<\/style>|$)/g)].map(([, content = ""]) => content),
  );
  return [...texts].map(hashSource);
}

const playerPattern = /\sdata-player="(https:\/\/[a-z0-9.-]+)"/g;

/**
 * The origins of the players that a page's embeds may show in their frames (`EmbedCard`). No text of an author can
 * contain that attribute, and an unknown player is never admitted, regardless of its author.
 */
export function playerOrigins(html: string): string[] {
  return [...new Set([...html.matchAll(playerPattern)].map(([, origin = ""]) => origin))].filter(isPlayerOrigin);
}

interface SecurityPolicyOptions {
  /** Sources of `script-src` besides our own files: hashes, or one nonce. Empty for responses that run nothing. */
  scripts: string[];
  /** Sources of `style-src` besides our own files: hashes. */
  styles?: string[];
  /** Further targets of forms (on the sign-in page). */
  formTargets?: string[];
  /** Origins that frames may show: those of the page's own embeds. */
  frames?: string[];
  /** Whether this site may frame the page (only the newsroom's preview). */
  framableBySelf?: boolean;
  /** The site is served over https. */
  secure: boolean;
}

/** The Content-Security-Policy of one page. It admits nothing that a page of this site does not use. */
export function contentSecurityPolicy({
  scripts,
  styles = [],
  formTargets = [],
  frames = [],
  framableBySelf = false,
  secure,
}: SecurityPolicyOptions): string {
  return [
    "default-src 'none'",
    `script-src 'self'${scripts.map((source) => ` ${source}`).join("")}`,
    `style-src 'self'${styles.map((source) => ` ${source}`).join("")}`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    ...(frames.length > 0 ? [`frame-src ${frames.join(" ")}`] : []),
    "object-src 'none'",
    "base-uri 'none'",
    `frame-ancestors ${framableBySelf ? "'self'" : "'none'"}`,
    `form-action 'self'${formTargets.map((origin) => ` ${origin}`).join("")}`,
    "require-trusted-types-for 'script'",
    "trusted-types default",
    ...(secure ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/**
 * For the preview of a mail in a frame of this site: its own styles and our pictures, nothing that runs. Its links open in new tabs. With
 * another origin than the site's (no `allow-same-origin`) it could not show the pictures, which only pages of this site may embed.
 */
export const mailPreviewPolicy =
  "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/** For responses that are not pages: nothing may run or load if a browser displays them. */
export const restrictivePolicy =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

const permissionsPolicy =
  "camera=(), microphone=(), geolocation=(), payment=(), publickey-credentials-create=(self), publickey-credentials-get=(self), usb=(), midi=(), accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()";

/**
 * The headers of every response besides its policy. `shared` is for what other sites may embed (images in feed
 * readers). Two years of HSTS, as browsers' preload lists require; subdomains are up to the operator.
 */
export function securityHeaders(options: { secure: boolean; shared?: boolean }): [string, string][] {
  return [
    ["X-Content-Type-Options", "nosniff"],
    // Not `same-origin` or stricter: with `no-referrer` browsers send forms with `Origin: null`, which we refuse.
    ["Referrer-Policy", "strict-origin-when-cross-origin"],
    ["Cross-Origin-Opener-Policy", "same-origin"],
    ["Cross-Origin-Resource-Policy", options.shared ? "cross-origin" : "same-origin"],
    ["Permissions-Policy", permissionsPolicy],
    ...(options.secure ? ([["Strict-Transport-Security", "max-age=63072000"]] satisfies [string, string][]) : []),
  ];
}
