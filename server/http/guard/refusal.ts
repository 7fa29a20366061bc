import type { IncomingMessage, ServerResponse } from "node:http";
import { searchIconPath } from "#features/search/components/search-icon-path.ts";
import { maxQueryLength } from "#features/search/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { escapeHtml as text } from "#lib/html/escape-html.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { refusedActionPrefix } from "#lib/refused-action.ts";
import { splitAddress } from "#lib/split-address.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { decodePercentEncoding } from "#lib/url-text.ts";
import { actionHeader } from "#server/page-cache/next/internals.ts";
import { earlyScriptHash } from "../hydration/early-script.ts";
import { contentSecurityPolicy, securityHeaders } from "../security-headers.ts";
import { hasBody } from "./body-limit.ts";
import { csrfTokenField } from "./csrf-token.ts";
import { discardBody } from "./discard-body.ts";
import type { RefusalFrame } from "./refusal-frame.ts";
import { type KeptForm, keptFormHtml } from "./returned-form.ts";

/** Seconds after which a client may retry while too many requests wait. */
export const busyRetrySeconds = 2;

/** Seconds after which a client may retry while the database is unavailable. */
export const outageRetrySeconds = 5;

/** The refusals that the page server sends itself; each has a heading and a text in `refusals` in i18n. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 410 | 413 | 414 | 429 | 431 | 500 | 503;

export interface SiteAppearance {
  /** Addresses of the site's stylesheets; empty until the first page is known. */
  stylesheets: readonly string[];
  /** Fonts that those stylesheets use for the first lines. */
  fonts?: readonly string[];
  siteName: string;
  /** The site is served over https. */
  secure: boolean;
  /** The site's own page around the refusal; without it, the refusal stands alone. */
  frame?: RefusalFrame | undefined;
  /** The time zone of dates. */
  zone?: string;
}

/** Refusals that are the same for every request, by status and message. A frame that is replaced takes its refusals with it. */
const prepared = new WeakMap<RefusalFrame, Map<string, Buffer>>();

/** Renders a refusal as bytes; what depends on nothing in the request is rendered once. */
export function refusalBody(status: RefusalStatus, appearance: SiteAppearance, options: RefusalOptions = {}): Buffer {
  const { frame } = appearance;
  const { page, note, subject, typedTexts, confirmation, form } = options;
  if (!frame || page || note || subject || typedTexts || confirmation || form)
    return Buffer.from(refusalHtml(status, appearance, options));
  const bodies = prepared.get(frame) ?? new Map<string, Buffer>();
  prepared.set(frame, bodies);
  const key = `${status} ${refusalMessageKey(status, options)}`;
  const body = bodies.get(key) ?? Buffer.from(refusalHtml(status, appearance, options));
  bodies.set(key, body);
  return body;
}

/** Renders a complete page in the site's language and style. It runs nothing but the early script of its frame. */
export function refusalHtml(status: RefusalStatus, appearance: SiteAppearance, options: RefusalOptions = {}): string {
  const { frame } = appearance;
  if (!frame) return plainRefusalHtml(status, appearance, options);
  const heading = text(translator()(`refusals.${refusalMessageKey(status, options)}.heading`));
  // Every link to the sign-in leads back to the page.
  const before =
    status === 401
      ? frame.middle.replaceAll('href="/login"', `href="${text(signInPath(options.page))}"`)
      : frame.middle;
  return `${frame.start}${heading} · ${text(appearance.siteName)}${before}${contentHtml(status, appearance, options)}${frame.end}`;
}

/** What a refusal says, in its column. */
function contentHtml(status: RefusalStatus, appearance: SiteAppearance, options: RefusalOptions): string {
  const { page, note = "", typedTexts = [], confirmation, form } = options;
  const t = translator();
  const messageKey = refusalMessageKey(status, options);
  const heading = text(t(`refusals.${messageKey}.heading`));
  const lead = options.subject ? withdrawalText(options.subject, appearance) : t.typeset(`refusals.${messageKey}.text`);
  const isStaffOutage = messageKey === "staffOutage";
  const isSearchShown = isMissing(status) || (appearance.frame && !isStaffOutage);
  const search = isSearchShown ? searchHtml(searchWords(status, options)) : "";
  const nextStep = `<p class="mt-7">${isStaffOutage ? retryHtml(page) : nextStepHtml(status, page)}</p>`;
  return (
    `<div class="max-w-text"><p class="archive-kind">${status}</p><h1 class="headline text-headline">${heading}</h1>` +
    `<p class="mt-5 text-lead text-soft">${text(lead)}</p>${noteHtml(note)}${typedTextsHtml(typedTexts)}` +
    `${confirmation ? confirmHtml(confirmation) : ""}${form ? keptFormHtml(form) : ""}` +
    `${status === 401 ? nextStep + search : search + nextStep}</div>`
  );
}

/** Names a withdrawn article and when that was, never its content. */
function withdrawalText(
  { title, at }: NonNullable<RefusalOptions["subject"]>,
  { zone = "UTC" }: SiteAppearance,
): string {
  const date = formatDate(at, { locale: siteLocale(), zone, style: "short" });
  return translator().typesetAround("refusals.withdrawn", { title: typeset(insideQuotes(title)), date });
}

/** A page while no frame is known: until the first 404 page is rendered, and in the render thread. */
function plainRefusalHtml(status: RefusalStatus, appearance: SiteAppearance, options: RefusalOptions): string {
  const t = translator();
  const messageKey = refusalMessageKey(status, options);
  const styles = appearance.stylesheets.map((href) => `<link rel="stylesheet" href="${text(href)}">`).join("");
  const fonts = (appearance.fonts ?? [])
    .map((href) => `<link rel="preload" as="font" type="font/woff2" href="${text(href)}" crossorigin>`)
    .join("");
  const heading = text(t(`refusals.${messageKey}.heading`));
  return (
    `<!DOCTYPE html><html lang="${siteLocale()}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">` +
    `<meta name="color-scheme" content="light dark"><title>${heading} · ${text(appearance.siteName)}</title>${styles}${fonts}</head>` +
    `<body><header class="border-rule border-b"><div class="wide"><a class="wordmark" href="/">${text(appearance.siteName)}<span class="lamp"></span></a></div></header>` +
    `<main class="wide refusal">${contentHtml(status, appearance, options)}</main>${footerHtml(status)}</body></html>`
  );
}

/** The key of a refusal's messages in `refusals`. */
function refusalMessageKey(
  status: RefusalStatus,
  { page, preview, otherAddress, confirmation, outage, form }: RefusalOptions,
) {
  if (preview) return "preview";
  if (confirmation) return "confirm";
  if (otherAddress) return "otherAddress";
  if (outage) return form ? "unsaved" : page === undefined ? "outage" : "staffOutage";
  // The request guard refuses forms; a page refuses members without the role.
  return status === 403 && page !== undefined ? "role" : status;
}

/** The form again, with a token: its own button submits it successfully. */
function confirmHtml({ action, fields, token }: Confirmation): string {
  const t = translator();
  const inputs = fields.map(([name, value], index) => {
    if (isPassword.test(name))
      return (
        `<div class="field"><label for="field-${index}">${text(t("refusals.confirm.password"))}</label>` +
        `<input type="password" id="field-${index}" name="${text(name)}" required autocomplete="current-password"></div>`
      );
    if (!value.includes("\n")) return `<input type="hidden" name="${text(name)}" value="${text(value)}">`;
    const label = text(t("refusals.typedText"));
    return `<textarea name="${text(name)}" rows="8" aria-label="${label}">${text(`\n${value}`)}</textarea>`;
  });
  return (
    `<form class="form" method="post" action="${text(action)}" enctype="multipart/form-data">${inputs.join("")}` +
    `<input type="hidden" name="${csrfTokenField}" value="${text(token)}">` +
    `<p><button type="submit" class="button button-strong">${text(t("refusals.confirm.button"))}</button></p></form>`
  );
}

/** Passwords are never written into a page; the sender types them again. */
const isPassword = /password|^current$/i;

/**
 * The statuses with which pages of the site refuse. The guard's other refusals are for programs and a site in trouble,
 * and stay short.
 */
const pageStatuses: readonly RefusalStatus[] = [401, 403, 404, 410];

/** The default footer of every page, for readers who cannot continue here. */
function footerHtml(status: RefusalStatus): string {
  if (!pageStatuses.includes(status)) return "";
  const t = translator();
  const links = {
    "/rules": t("shell.rules"),
    "/moderation-log": t("shell.moderation"),
    "/corrections": t("corrections.title"),
    "/report": t("shell.report"),
    "/privacy": t("shell.privacy"),
    "/legal": t("shell.legal"),
  };
  const items = Object.entries(links).map(
    ([href, label]) => `<li><a class="footer-link" href="${href}">${text(typeset(label))}</a></li>`,
  );
  return (
    `<footer class="mt-24 border-rule border-t font-sans text-mute text-small"><nav class="wide py-8" aria-label="${text(t("shell.about"))}">` +
    `<ul class="flex flex-wrap gap-x-6 gap-y-1">${items.join("")}</ul></nav></footer>`
  );
}

const isMissing = (status: RefusalStatus) => status === 404 || status === 410;

/**
 * The words in the search field of a refusal. A missing article's address usually contains the words of its headline. For
 * a withdrawn article they come from the title that may still be shown: its address may repeat a title that was removed.
 */
function searchWords(status: RefusalStatus, { page = "/", subject }: RefusalOptions): string {
  if (status === 404) return wordsOfAddress(page);
  return status === 410 && subject ? firstWords(subject.title) : "";
}

/** A search field with these words in it. */
function searchHtml(words: string): string {
  const t = translator();
  return (
    `<form class="search-field search-field-page mt-7" role="search" action="/search" method="get">` +
    `<label class="sr-only" for="search">${text(t("search.label"))}</label><div class="search-box">` +
    `<svg class="search-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="${searchIconPath}" fill="none" stroke="currentColor" stroke-width="1.9" stroke-linecap="round"/></svg>` +
    `<input id="search" type="search" name="q" value="${text(words)}" maxlength="${maxQueryLength}" autocomplete="off"></div>` +
    `<button type="submit" class="button button-strong">${text(t("search.submit"))}</button></form>`
  );
}

/** The words in the last segment of an address: "/articles/cle-de-cryptage" gives "cle de cryptage". */
export function wordsOfAddress(page: string): string {
  const last =
    splitAddress(page)
      .path.split("/")
      .findLast((segment) => segment !== "") ?? "";
  return firstWords(decodePercentEncoding(last.slice(0, 2_000)) ?? "");
}

/** The first words of a text, without punctuation, up to about 100 characters. */
function firstWords(plain: string): string {
  const words = plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const first: string[] = [];
  for (const word of words) {
    if (first.join(" ").length + word.length > 100) break;
    first.push(word);
  }
  return first.join(" ");
}

/** The newsroom's note to readers, with its line breaks. */
function noteHtml(note: string): string {
  if (note === "") return "";
  const lines = note.split("\n").filter((line) => line.trim() !== "");
  const label = text(translator().typeset("refusals.withdrawalNote"));
  return (
    `<section class="refusal-note" aria-labelledby="note"><h2 id="note">${label}</h2>` +
    `${lines.map((line) => `<p>${text(typeset(line))}</p>`).join("")}</section>`
  );
}

/** The texts typed into a refused form, to be copied from here. */
function typedTextsHtml(typed: readonly string[]): string {
  if (typed.length === 0) return "";
  const fields = typed.map(
    (one) => `<textarea readonly rows="8" aria-labelledby="typed">${text(`\n${one}`)}</textarea>`,
  );
  const label = text(translator().typeset("refusals.typedText"));
  return `<section class="refusal-note"><h2 id="typed">${label}</h2>${fields.join("")}</section>`;
}

/** Anonymous visitors sign in and come back; everybody else goes to the home page. */
function nextStepHtml(status: RefusalStatus, page = "/"): string {
  const t = translator();
  if (status !== 401) return `<a class="button" href="/">${text(t("refusals.home"))}</a>`;
  return `<a class="button button-strong" href="${text(signInPath(page))}">${text(t("refusals.signIn"))}</a>`;
}

const retryHtml = (page = "/") =>
  `<a class="button button-strong" href="${text(page)}">${text(translator()("refusals.retry"))}</a>`;

const signInPath = (page = "/") => `/login?next=${encodeURIComponent(page)}`;

/** The headers of a refusal, without Content-Length. `retryAfter` in seconds. */
export function refusalHeaders(secure: boolean, retryAfter?: number): [string, string][] {
  return [
    ["Content-Type", "text/html; charset=utf-8"],
    ["Cache-Control", "no-store"],
    ["Content-Security-Policy", contentSecurityPolicy({ scripts: [earlyScriptHash], secure })],
    ...securityHeaders({ secure }),
    ...(retryAfter === undefined ? [] : ([["Retry-After", String(retryAfter)]] satisfies [string, string][])),
  ];
}

/** A form that its sender is asked to confirm. */
interface Confirmation {
  /** Path and query to which the form is sent. */
  action: string;
  fields: readonly (readonly [name: string, value: string])[];
  token: string;
}

export interface RefusalOptions {
  retryAfter?: number;
  /** The methods that are allowed (405). */
  allow?: string;
  /** The withdrawn article (410). */
  subject?: { title: string; at: Date } | undefined;
  /**
   * Path and query of the refused page: sign-in leads back to it (401, 403), its words fill the search field (404), and
   * staff try again during an outage (503).
   */
  page?: string;
  /** The newsroom's note to readers about it. */
  note?: string;
  /** Texts of the refused form; no secrets. */
  typedTexts?: readonly string[];
  /** The form came from an address that may be this site's but is not SITE_URL. */
  otherAddress?: boolean;
  /** The page may send the form again. */
  confirmation?: Confirmation;
  /** Further headers. */
  headers?: readonly [name: string, value: string][];
  /** It is a preview link that no longer works. */
  preview?: boolean;
  /** It is refused because the database is unavailable. */
  outage?: boolean;
  /** The form that was sent but not saved, to be returned. */
  form?: KeptForm | undefined;
  /** The rest of the request is not read: the connection closes after the response. */
  close?: boolean;
}

/** The message for the form from which a script called an action that the page server refuses. */
function actionRefusalText(status: RefusalStatus, options: RefusalOptions): string {
  const t = translator();
  if (options.outage) return t.typeset("errors.form.unavailable");
  return status === 500
    ? t.typeset("errors.form.lost")
    : t.typeset(`refusals.${refusalMessageKey(status, options)}.text`);
}

/** Why requests are refused, as it is counted. */
const reasons: Record<RefusalStatus, string> = {
  400: "malformed",
  401: "signed out",
  403: "forbidden",
  404: "unknown address",
  405: "method",
  408: "slow body",
  409: "other build",
  410: "withdrawn",
  413: "body too large",
  414: "address too long",
  429: "too many requests",
  431: "headers too long",
  500: "error",
  503: "too busy",
};

/** Counts a refusal by its reason. */
export function countRefusal(status: RefusalStatus, options: Pick<RefusalOptions, "outage"> = {}): void {
  threadMetrics.refusals.add(options.outage ? "database unavailable" : reasons[status]);
}

/** The connections that close after a refusal. */
const closingSockets = new WeakSet<IncomingMessage["socket"]>();

/** Closes a connection at once, without an answer. */
export function dropConnection(req: IncomingMessage): void {
  threadMetrics.refusals.add("too many on one connection");
  closingSockets.add(req.socket);
  req.socket.destroy();
}

/** Whether an earlier refusal closes this connection, so that later requests on it get no response. */
export function isConnectionClosing(req: IncomingMessage): boolean {
  return closingSockets.has(req.socket);
}

/**
 * Sends a refusal's page, or a message where a script called an action. If it closes the connection, it first lets the
 * client send the rest of its body. Does nothing if a response has begun.
 */
export function sendRefusal(
  req: IncomingMessage,
  res: ServerResponse,
  status: RefusalStatus,
  appearance: SiteAppearance,
  options: RefusalOptions = {},
): void {
  countRefusal(status, options);
  if (res.headersSent) return void res.destroy();
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  const isCall = req.headers[actionHeader] !== undefined;
  const body = isCall
    ? Buffer.from(refusedActionPrefix + typeset(actionRefusalText(status, options)))
    : refusalBody(status, appearance, options);
  const headers = refusalHeaders(appearance.secure, options.retryAfter).flat();
  // Only with this exact type does Next's client hand the text to the caller; fetch reads it as UTF-8.
  if (isCall) headers[headers.indexOf("Content-Type") + 1] = "text/plain";
  for (const header of options.headers ?? []) headers.push(...header);
  headers.push("Content-Length", String(body.length));
  if (options.allow) headers.push("Allow", options.allow);
  if (options.close) {
    headers.push("Connection", "close");
    closingSockets.add(req.socket);
  }
  res.writeHead(status, headers);
  if (!options.close || !hasBody(req) || req.complete) return void res.end(req.method === "HEAD" ? undefined : body);
  // `Content-Length` tells the client that this is everything; Node closes the connection at the end.
  res.write(body);
  discardBody(req, () => res.end());
}
