import type { IncomingMessage, ServerResponse } from "node:http";
import { siteLocale, translator } from "#i18n/translator.ts";
import { escapeHtml as text } from "#lib/html/escape-html.ts";
import { refusedActionPrefix } from "#lib/refused-action.ts";
import { typeset } from "#lib/typography.ts";
import { actionHeader } from "#server/page-cache/next/internals.ts";
import { contentSecurityPolicy, securityHeaders } from "../security-headers.ts";
import { hasBody } from "./body-limit.ts";
import { discardBody } from "./discard-body.ts";
import { tokenField } from "./form-token.ts";
import { type KeptForm, keptFormHtml } from "./kept-form.ts";

/** Seconds after which a client may ask again while the database is away. */
export const outageRetrySeconds = 5;

/** The refusals that the page server answers itself; each has a heading and a text below `refusals` in i18n. */
export type RefusalStatus = 400 | 401 | 403 | 404 | 405 | 408 | 409 | 410 | 413 | 414 | 429 | 431 | 500 | 503;

export interface SiteAppearance {
  /** Addresses of the site's stylesheets; empty until the first page is known. */
  stylesheets: readonly string[];
  /** Fonts that those stylesheets use for the first lines. */
  fonts?: readonly string[];
  siteName: string;
  /** The site is served over https. */
  secure: boolean;
}

/** A whole page without scripts or inline styles, in the site's language and look. */
export function refusalHtml(status: RefusalStatus, look: SiteAppearance, options: RefusalOptions = {}): string {
  const { page, note = "", typedTexts = [], confirmation, form } = options;
  const t = translator();
  const words = refusalMessageKey(status, options);
  const styles = look.stylesheets.map((href) => `<link rel="stylesheet" href="${text(href)}">`).join("");
  const fonts = (look.fonts ?? [])
    .map((href) => `<link rel="preload" as="font" type="font/woff2" href="${text(href)}" crossorigin>`)
    .join("");
  const heading = text(t(`refusals.${words}.heading`));
  return (
    `<!DOCTYPE html><html lang="${siteLocale()}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">` +
    `<meta name="color-scheme" content="light dark"><title>${heading} · ${text(look.siteName)}</title>${styles}${fonts}</head>` +
    `<body><header class="border-rule border-b"><div class="wide"><a class="wordmark" href="/">${text(look.siteName)}<span class="lamp"></span></a></div></header>` +
    `<main class="wide home"><div class="max-w-text"><p class="archive-kind">${status}</p><h1 class="headline text-headline">${heading}</h1>` +
    `<p class="mt-5 text-lead text-soft">${text(t.typeset(`refusals.${words}.text`))}</p>${noteHtml(note)}${typedTextsHtml(typedTexts)}` +
    `${confirmation ? confirmHtml(confirmation) : ""}${form ? keptFormHtml(form) : ""}` +
    `<p class="mt-7">${nextStepHtml(status, page)}</p></div></main>${footerHtml(status)}</body></html>`
  );
}

/** Where the words of a refusal stand below `refusals`. */
function refusalMessageKey(
  status: RefusalStatus,
  { page, preview, otherAddress, confirmation, outage, form }: RefusalOptions,
) {
  if (preview) return "preview";
  if (confirmation) return "confirm";
  if (otherAddress) return "otherAddress";
  if (outage) return form ? "unsaved" : "outage";
  // The door refuses forms; a page refuses whoever has not the role.
  return status === 403 && page !== undefined ? "role" : status;
}

/** The form once more, with a token: sent by its own button, it passes. */
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
    `<input type="hidden" name="${tokenField}" value="${text(token)}">` +
    `<p><button type="submit" class="button button-strong">${text(t("refusals.confirm.button"))}</button></p></form>`
  );
}

/** Passwords are not written into a page again: they are asked for. */
const isPassword = /password|^current$/i;

/** What a page of the site may say no by; the door's other refusals are for machines and a site in need, and stay short. */
const pageStatuses: readonly RefusalStatus[] = [401, 403, 404, 410];

/** What is at the foot of every page, as the site has it by itself: where somebody goes who cannot go on here. */
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

/** What the newsroom says to readers, with its own lines. */
function noteHtml(note: string): string {
  if (note === "") return "";
  const lines = note.split("\n").filter((line) => line.trim() !== "");
  const label = text(translator().typeset("refusals.withdrawalNote"));
  return (
    `<section class="refusal-note" aria-labelledby="note"><h2 id="note">${label}</h2>` +
    `${lines.map((line) => `<p>${text(typeset(line))}</p>`).join("")}</section>`
  );
}

/** What somebody typed into a form that was refused, to be copied from here. */
function typedTextsHtml(typed: readonly string[]): string {
  if (typed.length === 0) return "";
  const fields = typed.map(
    (one) => `<textarea readonly rows="8" aria-labelledby="typed">${text(`\n${one}`)}</textarea>`,
  );
  const label = text(translator().typeset("refusals.typedText"));
  return `<section class="refusal-note"><h2 id="typed">${label}</h2>${fields.join("")}</section>`;
}

/** Whoever is not signed in signs in and comes back; everybody else goes home. */
function nextStepHtml(status: RefusalStatus, page = "/"): string {
  const t = translator();
  if (status !== 401) return `<a class="button" href="/">${text(t("refusals.home"))}</a>`;
  const back = `/login?next=${encodeURIComponent(page)}`;
  return `<a class="button button-strong" href="${text(back)}">${text(t("refusals.signIn"))}</a>`;
}

/** The headers of a refusal, without Content-Length. `retryAfter` in seconds. */
export function refusalHeaders(secure: boolean, retryAfter?: number): [string, string][] {
  return [
    ["Content-Type", "text/html; charset=utf-8"],
    ["Cache-Control", "no-store"],
    ["Content-Security-Policy", contentSecurityPolicy({ scripts: [], secure })],
    ...securityHeaders({ secure }),
    ...(retryAfter === undefined ? [] : ([["Retry-After", String(retryAfter)]] satisfies [string, string][])),
  ];
}

/** A form that its sender is asked to confirm. */
interface Confirmation {
  /** Path and query to which it is sent. */
  action: string;
  fields: readonly (readonly [name: string, value: string])[];
  token: string;
}

export interface RefusalOptions {
  retryAfter?: number;
  /** The methods that would have been right (405). */
  allow?: string;
  /** The path of the page that refuses (401, 403), with its query: where one comes back to. */
  page?: string;
  /** What the newsroom says of it to readers. */
  note?: string;
  /** Texts of the form that is refused: no secrets. */
  typedTexts?: readonly string[];
  /** The form came from an address that may be this site's, but is not SITE_URL. */
  otherAddress?: boolean;
  /** The form may be sent again from the page of the refusal. */
  confirmation?: Confirmation;
  /** Further headers. */
  headers?: readonly [name: string, value: string][];
  /** It is a link to a preview that leads nowhere any more. */
  preview?: boolean;
  /** It is refused because the database is away. */
  outage?: boolean;
  /** What was sent and not kept: given back. */
  form?: KeptForm | undefined;
  /** The rest of the request is not wanted: the connection ends with the answer. */
  close?: boolean;
}

/** What the form says from which a script called an action, where the page server refuses the call. */
function actionRefusalText(status: RefusalStatus, options: RefusalOptions): string {
  const t = translator();
  if (options.outage) return t("errors.form.unavailable");
  return status === 500 ? t("errors.form.lost") : t(`refusals.${refusalMessageKey(status, options)}.text`);
}

/** Answers with a refusal's page, or a sentence where a script called an action; one that closes the connection first lets the client send the rest of its body. Does nothing if an answer is under way. */
export function sendRefusal(
  req: IncomingMessage,
  res: ServerResponse,
  status: RefusalStatus,
  look: SiteAppearance,
  options: RefusalOptions = {},
): void {
  if (res.headersSent) return void res.destroy();
  for (const name of res.getHeaderNames()) res.removeHeader(name);
  const isCall = req.headers[actionHeader] !== undefined;
  const body = Buffer.from(
    isCall ? refusedActionPrefix + typeset(actionRefusalText(status, options)) : refusalHtml(status, look, options),
  );
  const headers = refusalHeaders(look.secure, options.retryAfter).flat();
  // Written exactly so, Next's client hands the text to whoever called; fetch reads it as UTF-8.
  if (isCall) headers[headers.indexOf("Content-Type") + 1] = "text/plain";
  for (const header of options.headers ?? []) headers.push(...header);
  headers.push("Content-Length", String(body.length));
  if (options.allow) headers.push("Allow", options.allow);
  if (options.close) headers.push("Connection", "close");
  res.writeHead(status, headers);
  if (!options.close || !hasBody(req) || req.complete) return void res.end(req.method === "HEAD" ? undefined : body);
  // `Content-Length` tells the client that this is all; Node closes the connection at the end.
  res.write(body);
  discardBody(req, () => res.end());
}
