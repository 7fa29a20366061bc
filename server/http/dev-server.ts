import { createServer, type Server } from "node:http";
import { log } from "#lib/log/log.ts";
import type { NextApp } from "../page-cache/next/app.ts";
import type { Middleware } from "./page-server.ts";
import { redirectSignIn, setPageHeaders } from "./sign-in-requests.ts";

/** Creates the development server: each middleware in order, then Next. Production has the page server in front. */
export function createDevelopmentServer(siteUrl: string, middlewares: Middleware[], next: () => NextApp): Server {
  return createServer(async (req, res) => {
    try {
      if (redirectSignIn(req, res, { siteUrl, secure: false })) return;
      setPageHeaders(req);
      for (const middleware of middlewares) if (await middleware(req, res)) return;
      await next().handle(req, res);
    } catch (error) {
      log.error({ err: error, url: req.url }, "A request failed.");
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end("500\n");
    }
  });
}
