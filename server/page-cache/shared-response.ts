import { readTdmMetadata } from "#features/text-mining/statements/tdmrep.ts";
import { splitAddress } from "#lib/split-address.ts";
import { insertEarlyScript } from "../http/hydration/early-script.ts";
import { inlineStylesheets, type StylesheetLookup } from "../http/hydration/inline-stylesheets.ts";
import { insertSpeculationRules, speculationRules } from "../http/hydration/speculation-rules.ts";
import {
  contentSecurityPolicy,
  playerOrigins,
  restrictivePolicy,
  scriptHashes,
  securityHeaders,
  signInOrigins,
  styleHashes,
} from "../http/security-headers.ts";
import {
  deferScripts,
  filterLinkHeader,
  insertRegistration,
  insertTrustedTypesScript,
  isReaderPage,
  type LateHydratedPage,
} from "./next/late-hydration.ts";
import type { CapturedResponse } from "./next/render.ts";
import { routerHeaders } from "./next/router-headers.ts";
import type { PageParts } from "./page.ts";
import { filledPages, signInPages } from "./shared-routes.ts";

/**
 * Browsers and intermediate caches may store the response but must revalidate: only this process learns when a page
 * changes.
 */
const askAgain = "public, max-age=0, must-revalidate";

const pageVary = [...routerHeaders.slice(0, 4), "Accept-Encoding"].join(", ");

export interface ResponseSettings {
  /** Delay the scripts of reader pages. */
  lateHydration: boolean;
  /** The loader registers the service worker. */
  offlineReading?: boolean;
  /** The loader requests a page's data again if they are missing: another node may have them. */
  retriesData?: boolean;
  secure: boolean;
  /** Returns the stylesheets that reader pages inline. */
  stylesheetOf: StylesheetLookup;
}

type SharedResponse = Omit<PageParts, "source" | "fingerprint"> & Pick<LateHydratedPage, "data">;

/**
 * Turns Next's response into the one that is stored and sent: scripts delayed, a policy with this page's hashes, our
 * own caching headers.
 */
export function makeSharedResponse(
  captured: CapturedResponse,
  page: string,
  settings: ResponseSettings,
): SharedResponse {
  const { status, headers } = captured;
  const type = headers["content-type"] ?? "application/octet-stream";
  const isHtml = type.startsWith("text/html");
  const path = splitAddress(page).path;
  const own: [string, string][] = [];
  let body = captured.body;
  let policy = restrictivePolicy;
  let data: LateHydratedPage["data"];
  let isStyled = false;
  if (headers.location) {
    body = Buffer.alloc(0);
    own.push(["Location", headers.location]);
  } else {
    own.push(["Content-Type", type]);
    if (isHtml) {
      const rendered = body.toString("utf8");
      const waits = settings.lateHydration && isReaderPage(path);
      const rules = waits ? speculationRules.withPrerender : speculationRules.prefetchOnly;
      const html = isReaderPage(path) ? insertSpeculationRules(rendered, rules) : rendered;
      isStyled = waits;
      const late: LateHydratedPage = waits ? deferScripts(html, page, settings) : { html };
      const registers = settings.offlineReading && isReaderPage(path) && !waits;
      const eager = registers ? insertRegistration(html) : html;
      const scripted = insertEarlyScript(late.data ? late.html : insertTrustedTypesScript(eager));
      data = late.data;
      // Stylesheets are half of an article's page, so they come last.
      const final = waits
        ? inlineStylesheets(scripted, settings.stylesheetOf, { isWhole: filledPages.has(path) })
        : { html: scripted, hashes: [] };
      body = Buffer.from(final.html);
      policy = contentSecurityPolicy({
        scripts: scriptHashes(scripted),
        styles: [...styleHashes(scripted), ...final.hashes],
        frames: playerOrigins(scripted),
        secure: settings.secure,
        formTargets: path === "/login" ? signInOrigins() : [],
      });
    }
  }
  // Going back after a sign-in must request the page again: a member gets another one.
  const caching = signInPages.has(path) ? "no-store" : askAgain;
  own.push(["Cache-Control", caching], ["Vary", pageVary], ["Content-Security-Policy", policy]);
  own.push(...securityHeaders({ secure: settings.secure }));
  const link = filterLinkHeader(headers.link?.toString(), isStyled);
  if (link) own.push(["Link", link]);
  // A page states its reservation in its head, a route handler in its headers: what one says, the other repeats.
  own.push(...(isHtml ? readTdmMetadata(captured.body.toString("utf8")) : []));
  for (const name of [
    "x-robots-tag",
    "content-language",
    "content-disposition",
    "last-modified",
    "tdm-reservation",
    "tdm-policy",
  ]) {
    const value = headers[name];
    if (typeof value === "string") own.push([name, value]);
  }
  if (!isHtml) {
    // The client router reads these headers of its payloads.
    for (const [name, value] of Object.entries(headers)) {
      if (name.startsWith("x-nextjs-") && name !== "x-nextjs-cache" && value) own.push([name, String(value)]);
    }
  }
  return { status, headers: own, body, data };
}
