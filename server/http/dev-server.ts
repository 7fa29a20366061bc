import { createServer, type Server } from "node:http";
import { parseSearchRequest } from "#features/search/request/address.ts";
import { getSettings } from "#features/settings/cached.ts";
import { newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { log } from "#lib/log/log.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { NextApp } from "../page-cache/next/app.ts";
import { nextRenderer } from "../page-cache/next/render.ts";
import type { Middleware } from "./page-server.ts";
import { fillShell, isSearchPage, writeSearchContent } from "./search-pages.ts";
import { redirectSignIn, setPageHeaders } from "./sign-in-requests.ts";

/** Creates the development server: each middleware in order, then Next. Production has the page server in front. */
export function createDevelopmentServer(siteUrl: string, middlewares: Middleware[], next: () => NextApp): Server {
  const search = developmentSearch(siteUrl, next);
  return createServer(async (req, res) => {
    try {
      if (redirectSignIn(req, res, { siteUrl, secure: false })) return;
      setPageHeaders(req);
      for (const middleware of [...middlewares, search]) if (await middleware(req, res)) return;
      await next().handle(req, res);
    } catch (error) {
      log.error({ err: error, url: req.url }, "A request failed.");
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("500\n");
    }
  });
}

/** Writes the results of a search into its page, as the page server does, without a cache. */
function developmentSearch(siteUrl: string, next: () => NextApp): Middleware {
  const render = nextRenderer((req, res) => next().handle(req, res), siteUrl);
  return async (req, res) => {
    const page = req.url ?? "/";
    if (req.method !== "GET" || !isSearchPage({ page, kind: req.headers.rsc ? "payload" : "html" })) return false;
    const shell = await render({ url: splitAddress(page).path, headers: {} });
    const request = parseSearchRequest(new URLSearchParams(splitAddress(page).query));
    const content = await runInReadScope(newReadScope(), () =>
      writeSearchContent(request, async () => (await getSettings())["site.zone"]),
    );
    const type = shell.headers["content-type"] ?? "text/html; charset=utf-8";
    res.writeHead(shell.status, { "content-type": type }).end(fillShell(shell.body.toString("utf8"), request, content));
    return true;
  };
}
