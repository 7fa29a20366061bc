import { readFile } from "node:fs/promises";
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerOptions, ServerResponse } from "node:http";
import path from "node:path";
import type { Executor } from "#db/client.ts";
import { type CommitPosition, noteCommitsOfRequest, type RequestCommits } from "#db/commit-hooks.ts";
import type { Availability } from "#db/database-watch.ts";
import { databaseFailures } from "#db/guarded-pool.ts";
import { hasReplica, readerDatabase } from "#db/replica.ts";
import { isDatabaseUnavailable } from "#db/unavailable-error.ts";
import { translator } from "#i18n/translator.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { newReadScope, runInReadScope } from "#lib/cache/cached.ts";
import { runForClient } from "#lib/cache/request-context.ts";
import { networkHeader } from "#lib/client-network.ts";
import { htmlLimitedAgent } from "#lib/html-limited-agent.ts";
import { log } from "#lib/log/log.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { ActionCall } from "#server/page-cache/next/action-call.ts";
import { encodeActionResult, flightContentType } from "#server/page-cache/next/flight-response.ts";
import { actionHeader } from "#server/page-cache/next/internals.ts";
import type { EdgeHeaders } from "../edge/edge-headers.ts";
import { RequestMetrics } from "../metrics/request-metrics.ts";
import type { ChangeFollower } from "../page-cache/follow-changes.ts";
import { type AddressLookupResult, lookUpAddress } from "../page-cache/known-addresses.ts";
import { type ActionNames, readActions } from "../page-cache/next/action-ids.ts";
import type { NextHandler } from "../page-cache/next/render.ts";
import { readRoutes } from "../page-cache/next/routes.ts";
import { readStylesheetLinks } from "../page-cache/next/stylesheet-links.ts";
import { PageCache } from "../page-cache/page-cache.ts";
import { type RenderPage, reusePages } from "../page-cache/page-renderer.ts";
import { pageBytes } from "../page-cache/pages.ts";
import { keepAliveSeconds } from "../page-cache/prepared-response.ts";
import { shareRenders } from "../page-cache/shared-pages/share-renders.ts";
import type { SharedPages } from "../page-cache/shared-pages/shared-pages.ts";
import { traceRequest } from "../tracing/trace-request.ts";
import { answerWithoutNext, isMember } from "./answer-without-next.ts";
import { setCommitCookie } from "./commit-cookie.ts";
import { prepareDynamicResponse } from "./dynamic-page.ts";
import { hasBody } from "./guard/body-limit.ts";
import { checkRequest } from "./guard/check-request.ts";
import { clientAddress } from "./guard/client-address.ts";
import { respondToClientError } from "./guard/client-error.ts";
import { enterConnection } from "./guard/connection-limit.ts";
import { FairQueue } from "./guard/fair-queue.ts";
import { isPrefetch, refusePrefetch } from "./guard/prefetch.ts";
import { findPreviewRules } from "./guard/preview-rules.ts";
import { ProxyAddressWarning } from "./guard/proxy-address-warning.ts";
import { sendRedirect } from "./guard/redirect.ts";
import {
  busyRetrySeconds,
  dropConnection,
  isConnectionClosing,
  outageRetrySeconds,
  type SiteAppearance,
  sendRefusal,
} from "./guard/refusal.ts";
import { followRefusalFrame } from "./guard/refusal-frame.ts";
import { type GuardLimits, guardLimits, RequestGuard } from "./guard/request-guard.ts";
import { setSiteAddressHeaders } from "./guard/request-origin.ts";
import { readFormForRefusal } from "./guard/returned-form.ts";
import { TokenBucket } from "./guard/token-bucket.ts";
import type { CompressedData } from "./hydration/hydration-data.ts";
import type { ActionOutcome, MemberCall } from "./member-actions.ts";
import { openPageRenderer } from "./open-page-renderer.ts";
import { PageData } from "./page-data.ts";
import { pageQueryRules } from "./page-query-rules.ts";
import { isSearchPage, searchPageRenderer } from "./search-pages.ts";
import { restrictivePolicy, securityHeaders } from "./security-headers.ts";
import { followServerSettings } from "./server-settings.ts";
import { redirectSignIn, setPageHeaders } from "./sign-in-requests.ts";
import type { SharedBuilds } from "./static/shared-builds.ts";
import { StaticFiles } from "./static/static-files.ts";
import { fileAreas, findUnreadCommit, isLogLate, maxUnreadMs } from "./unread-commit.ts";

/** Answers a request and resolves to true, or leaves it alone and resolves to false. */
export type Middleware = (req: IncomingMessage, res: ServerResponse) => Promise<boolean>;

interface PageServerOptions {
  next: NextHandler;
  /** Renders shared pages; absent: `next` renders them. */
  render?: RenderPage;
  db: Executor;
  /** Whether the database is available; if absent, each request finds out. */
  availability?: Availability | undefined;
  /** The same of the server from which shared pages are rendered, if that is another one. */
  readerAvailability?: Availability | undefined;
  /** The project's folder, with `.next` and `public`. */
  folder: string;
  siteUrl: string;
  /** Number of proxies whose X-Forwarded-For is trusted. */
  trustProxy: number;
  /** Handlers that run before Next, in order: health, images. They set their own headers. */
  middlewares?: readonly Middleware[];
  /** Answers the calls of programs to addresses that are pages too (`guard/machine-endpoints.ts`). */
  programCalls?: Middleware;
  /** Instead of the actions of the build. */
  actions?: Pick<ActionNames, "has" | "get">;
  /** Runs calls of actions without Next (`member-actions.ts`); absent: Next runs them all. */
  runAction?: (call: MemberCall, headers: IncomingHttpHeaders) => Promise<ActionOutcome | undefined>;
  /** Several processes serve the site: members see their own changes in the next response of any of them. */
  changes?: Pick<ChangeFollower, "hasRead" | "waitFor" | "polledAt"> | undefined;
  /** Other nodes serve the same pages. */
  isCluster?: boolean;
  /** The finished pages that the instances of the site share; absent: each renders its own. */
  sharedPages?: SharedPages | undefined;
  /** The static files of other machines' builds. */
  sharedBuilds?: Pick<SharedBuilds, "find"> | undefined;
  /** The cache in front of the site (EDGE). */
  edge?: EdgeHeaders | undefined;
  /** Instead of the lookup in the database. */
  lookUpAddress?: (address: string) => Promise<AddressLookupResult>;
  /** Instead of `guardLimits`. */
  limits?: GuardLimits;
  /** The memory for finished pages in MB (PAGE_MEMORY_MB); absent: its default. */
  pageMemoryMb?: number;
}

/** For `http.createServer`. */
export const serverOptions: ServerOptions = {
  // A browser sends its headers at once; 10 s is a bad mobile network.
  headersTimeout: 10_000,
  // Bodies have a deadline by their size (guard/receive-body.ts); this is the last resort. 264 MB take 18 minutes at 2
  // Mbit/s.
  requestTimeout: 1_200_000,
  connectionsCheckingInterval: 2_000,
  keepAliveTimeout: keepAliveSeconds * 1_000,
  maxHeaderSize: 16 * 1024,
  // Nearly every request is a GET without a body: Node then creates no body stream, which saves a third of its work per
  // request.
  optimizeEmptyRequests: true,
};

/** Next's client requests part of a page, or calls an action, and assembles the rest itself. */
const isRouterRequest = (req: IncomingMessage) =>
  req.headers.rsc !== undefined || req.headers[actionHeader] !== undefined;

/**
 * Opens the site's HTTP handler: request guard, static files, finished pages, Next. Call `guard` on the server that it
 * listens on. `prepare` compresses what the build has not, and may run after listening.
 */
export async function openPageServer(options: PageServerOptions) {
  const secure = options.siteUrl.startsWith("https:");
  const folder = path.resolve(options.folder);
  const build = path.join(folder, ".next");
  const [assets, links, render, built, routes, buildId] = await Promise.all([
    StaticFiles.open({ build: path.join(build, "static"), public: path.join(folder, "public"), secure }),
    readStylesheetLinks(build),
    options.render ?? openPageRenderer(options),
    readActions(build),
    readRoutes(build),
    readFile(path.join(build, "BUILD_ID"), "utf8").catch(() => ""),
  ]);
  /** The files of another release's build, while that release takes over: a reader's next request may come here. */
  let otherBuild: StaticFiles | undefined;
  const actions = options.actions ?? built;
  const settings = followServerSettings(options.db, invalidations);
  const pageData = new PageData(secure);
  const storeData = (data: CompressedData) => pageData.store(data);
  const { sharedPages } = options;
  const fetchData = (path: string) => pageData.find(path);
  const sharing = sharedPages && shareRenders(render, { pages: sharedPages, invalidations, fetchData });
  const renderPage = reusePages(sharing ?? render, storeData, options.isCluster ? undefined : Date.now);
  const renderSearch = searchPageRenderer(render, {
    invalidations,
    storeData,
    zone: async () => (await settings.now()).zone,
  });
  const frame = followRefusalFrame({
    find: () => cache.findNotFoundPage(),
    load: async () => {
      const variant = await (await cache.loadNotFoundPage())?.variant("identity");
      return variant?.body.toString("utf8");
    },
    account: translator()("account.title"),
  });
  const appearance = (): SiteAppearance => {
    const { siteName, zone } = settings.last;
    return { ...links, siteName, zone, secure, frame: frame.last };
  };
  const limits = options.limits ?? guardLimits;
  const queue = new FairQueue(limits.fairQueue);
  /** For members' actions, which this thread runs itself: they must not wait for renders. */
  const actionQueue = new FairQueue(limits.fairQueue);
  const cache = new PageCache({
    queue,
    ...(options.pageMemoryMb !== undefined && { bytes: pageBytes(options.pageMemoryMb) }),
    invalidations,
    availability: options.readerAvailability ?? options.availability,
    rules: pageQueryRules,
    appearance,
    networkOf: (req) => clientAddress(req, options.trustProxy),
    isMember,
    edge: options.edge,
    lookUpAddress:
      options.lookUpAddress ?? ((address) => lookUpAddress(hasReplica() ? readerDatabase() : options.db, address)),
    render: (key, previous, isFromPrimary) =>
      isSearchPage(key) ? renderSearch(key, previous) : renderPage(key, previous, isFromPrimary),
  });
  const metrics = new RequestMetrics();
  const decideWithoutNext = answerWithoutNext({ ...options, routes, cache });
  const requestCheck = {
    siteUrl: options.siteUrl,
    trustProxy: options.trustProxy,
    // A moderator makes 300 decisions a minute at most (`limit` of their actions), and several people may share an
    // address.
    postLimit: new TokenBucket({ burst: 120, perSecond: 5 }),
    addressWarning: new ProxyAddressWarning(options.siteUrl),
    appearance,
  };
  const guard = new RequestGuard({
    siteUrl: options.siteUrl,
    trustProxy: options.trustProxy,
    appearance,
    actions,
    limits,
  });

  /** Whether there are only files at an address, whose responses say for how long they may be kept. */
  const isFile = (address: string) =>
    assets.has(address) || otherBuild?.has(address) || pageData.has(address) || fileAreas.test(address);

  /** Answers 500, 503 because the database is unavailable, or 503 because too many requests wait. */
  type Refuse = (reason: 500 | 503 | "busy") => Promise<void>;

  async function answer(
    req: IncomingMessage,
    res: ServerResponse,
    address: string,
    fail: Refuse,
    { call, isUnread = false }: { call?: ActionCall | undefined; isUnread?: boolean } = {},
  ): Promise<void> {
    if (isFile(address)) options.edge?.permitFile(req, res);
    if (assets.has(address) && (await assets.respond(req, res, address))) return;
    if (otherBuild?.has(address) && (await otherBuild.respond(req, res, address))) return;
    if (pageData.has(address) && (await answerData(req, res, address))) return;
    if (address.startsWith("/_next/static/")) {
      const files = await options.sharedBuilds?.find(address);
      if (files && (await files.respond(req, res, address))) return;
    }
    if (address.startsWith("/_next/")) return sendRefusal(req, res, 404, appearance());
    if (await runMiddlewares(req, res, address)) return;
    const key = cache.keyOf(req);
    if (key && (await (isUnread ? cache.answerUncached(req, res, key) : cache.answer(req, res, key)))) return;
    // The rest is private, or made for one client.
    if (isPrefetch(req)) return refusePrefetch(req, res, appearance());
    const instead = await decideWithoutNext(req, address);
    if (instead === "busy") return fail("busy");
    if (typeof instead === "number") return sendRefusal(req, res, instead, appearance(), { page: req.url ?? "/" });
    if (instead) return sendRedirect(res, 307, instead.redirectTo, { secure });
    // An action called by a script reports it itself, next to what was typed (features/auth/action-wrappers.ts).
    if (options.availability?.state === "down" && req.headers[actionHeader] === undefined) return fail(503);
    const failuresBefore = databaseFailures();
    const preview = await findPreviewRules(options.db, address);
    if (preview?.closed) return sendRefusal(req, res, 410, appearance(), { preview: true });
    if (!guard.enterDynamic(req, res)) return;
    let answerInstead = (answer: () => void) => answer();
    const isLate = guard.limitResponse(req, res, address, () => {
      log.warn({ url: address }, "Next took too long to answer: the client got a 503.");
      answerInstead(() => sendRefusal(req, res, 503, appearance(), { retryAfter: 10, close: true }));
    });
    const network = clientAddress(req, options.trustProxy);
    const priority = (await isMember(req)) ? "member" : "other";
    const firstQueue = call && priority === "member" ? actionQueue : queue;
    const turn = firstQueue.enter(network, priority);
    let leave = turn instanceof Promise ? await turn : turn;
    // The client disconnected, or got a retry response, while it waited.
    if (res.destroyed || isLate()) return leave?.();
    if (!leave) return fail("busy");
    // Sign-in leads back to the requested page with its query.
    const page = req.url ?? "/";
    answerInstead = prepareDynamicResponse(req, res, {
      path: address,
      secure,
      // Part of a page may be refused in its content, with status 200: its policy must reveal nothing of the article.
      preview: preview && isRouterRequest(req) ? { ...preview, frames: [] } : preview,
      isOutage: () => databaseFailures() !== failuresBefore,
      onRefused: (status, retryAfter) =>
        status === 500 || status === 503
          ? void fail(status)
          : sendRefusal(req, res, status, appearance(), { page, ...(retryAfter === undefined ? {} : { retryAfter }) }),
    });
    // If the client leaves earlier, Next still works on the request.
    res.once("close", () => {
      if (res.writableFinished) leave?.();
    });
    req.headers[networkHeader] = network;
    setSiteAddressHeaders(req, options.siteUrl);
    setPageHeaders(req);
    try {
      const commits: RequestCommits = { position: undefined };
      const outcome = call && (await noteCommitsOfRequest(commits, () => runAction(call, req)));
      if (outcome && (call.byScript || "address" in outcome)) {
        if (!isLate()) answerInstead(() => sendOutcome(res, outcome, commits));
        return;
      }
      if (firstQueue !== queue) {
        leave();
        leave = await queue.enter(network, priority);
        if (res.destroyed || isLate()) return;
        if (!leave) return answerInstead(() => void fail("busy"));
      }
      if (!isRouterRequest(req)) req.headers["user-agent"] = `${req.headers["user-agent"] ?? ""} ${htmlLimitedAgent}`;
      // The outcome of a form that was refused: Next renders its page with the refusal, and does not run the action again.
      const isFresh = isUnread || (options.changes !== undefined && isLogLate(options.changes));
      const scope = newReadScope({ isFresh });
      await runForClient(outcome ?? {}, () => runInReadScope(scope, () => options.next(req, res)));
    } catch (error) {
      if (!isLate()) throw error;
    } finally {
      leave?.();
    }
  }

  async function runAction(call: ActionCall, req: IncomingMessage): Promise<ActionOutcome | undefined> {
    const named = { ...call, name: actions.get(call.id) };
    return await runInReadScope(newReadScope(), async () => options.runAction?.(named, req.headers));
  }

  /** Sends what Next would send: the result to a script, a redirect to a browser. */
  function sendOutcome(res: ServerResponse, outcome: ActionOutcome, commits: RequestCommits): void {
    res.setHeader("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
    if (options.changes && commits.position) setCommitCookie(res, commits.position, secure);
    if ("address" in outcome) return void res.writeHead(303, { Location: outcome.address }).end();
    const body = encodeActionResult(outcome.result, buildId);
    res.writeHead(200, { "Content-Type": flightContentType, "Content-Length": Buffer.byteLength(body) }).end(body);
  }

  const answerData = (req: IncomingMessage, res: ServerResponse, address: string) =>
    pageData.respond(req, res, address, (page) =>
      cache.restoreData(address, page, clientAddress(req, options.trustProxy)),
    );

  /** The reservation of text and data mining. The settings are read only after a change. */
  async function readMediaHeaders(): Promise<readonly [string, string][]> {
    const known = options.availability?.state === "down" ? settings.last : await settings.now();
    return known.mediaHeaders;
  }

  /** Runs the middlewares with the headers that every response has; they may set others. */
  async function runMiddlewares(
    req: IncomingMessage,
    res: ServerResponse,
    address: string,
    middlewares = options.middlewares ?? [],
  ): Promise<boolean> {
    const headers = securityHeaders({ secure, shared: address.startsWith("/media/") });
    headers.push(["Content-Security-Policy", restrictivePolicy]);
    if (address.startsWith("/media/")) headers.push(...(await readMediaHeaders()));
    for (const [name, value] of headers) res.setHeader(name, value);
    for (const middleware of middlewares) if (await middleware(req, res)) return true;
    for (const [name] of headers) res.removeHeader(name);
    return false;
  }

  function listener(req: IncomingMessage, res: ServerResponse): void {
    if (isConnectionClosing(req)) return;
    const tracing = globalThis.vigieTracing;
    if (tracing)
      traceRequest(tracing, req, res, { trustProxy: options.trustProxy, answer: () => startAnswer(req, res) });
    else startAnswer(req, res);
  }

  function startAnswer(req: IncomingMessage, res: ServerResponse): void {
    const start = performance.now();
    options.edge?.begin(req, res);
    if (!checkRequest(req, res, requestCheck)) return void metrics.follow(req, res, start, "refused");
    if (redirectSignIn(req, res, { siteUrl: options.siteUrl, secure })) return void metrics.follow(req, res, start);
    const key = cache.keyOf(req);
    // Private pages may contain values that are kept, too.
    const unread = options.changes && findUnreadCommit(req, options.changes);
    const sentBytes = unread ? undefined : key && cache.answerNow(req, res, key);
    if (sentBytes !== undefined) return void metrics.countSent(req, res.statusCode, sentBytes, start);
    metrics.follow(req, res, start);
    if (!enterConnection(req, res)) return void dropConnection(req);
    const url = req.url ?? "/";
    const { path: address } = splitAddress(url);
    // Each limit adds listeners to the response, and so do Next and its compression: more than the ten at which Node
    // warns of a leak.
    res.setMaxListeners(30);
    const readForm = readFormForRefusal(req, res, clientAddress(req, options.trustProxy));
    const fail: Refuse = async (reason) => {
      const form = await readForm();
      const status = reason === "busy" ? 503 : reason;
      const options = {
        500: {},
        // Staff see what is wrong; readers see that they can try again.
        503: { outage: true, retryAfter: outageRetrySeconds, ...(address.startsWith("/admin") && { page: url }) },
        busy: { retryAfter: busyRetrySeconds },
      }[reason];
      if (!res.destroyed) sendRefusal(req, res, status, appearance(), { ...options, form });
    };
    const answering = hasBody(req)
      ? answerWithBody(req, res, address, fail)
      : unread
        ? answerAfter(unread, req, res, address, fail)
        : answer(req, res, address, fail);
    answering.catch((error: unknown) => {
      // A client that disconnected is not an error.
      if (res.destroyed && !res.writableFinished) return log.debug({ err: error, url }, "a client left");
      if (isDatabaseUnavailable(error)) return fail(503);
      log.error({ err: error, url }, "a request failed");
      return fail(500);
    });
  }

  /** Answers a member whose last change this process has not read yet. */
  async function answerAfter(
    commit: CommitPosition,
    req: IncomingMessage,
    res: ServerResponse,
    address: string,
    fail: Refuse,
  ): Promise<void> {
    const hasRead = await options.changes?.waitFor(commit, maxUnreadMs);
    await answer(req, res, address, fail, { isUnread: hasRead === false });
  }

  async function answerWithBody(
    req: IncomingMessage,
    res: ServerResponse,
    address: string,
    fail: Refuse,
  ): Promise<void> {
    const admitted = await guard.admitBody(req, res, address);
    if (admitted?.isProgramCall)
      await runMiddlewares(req, res, address, options.programCalls ? [options.programCalls] : []);
    else if (admitted) await answer(req, res, address, fail, { call: admitted.call });
  }

  return {
    listener,
    /** Answers malformed HTTP, and closes connections of clients that neither read nor write. */
    guard(server: Server): void {
      server.maxHeadersCount = 100;
      server.timeout = 60_000;
      server.on("clientError", (error, socket) => respondToClientError(error, socket, appearance()));
    },
    async prepare(): Promise<void> {
      await settings.now();
      await assets.prepare();
    },
    /** Also serves the files of the build in another release's folder, whose names contain a hash of their content. */
    async addBuild(other: string): Promise<void> {
      otherBuild = await StaticFiles.open({ build: path.join(other, ".next", "static"), public: "", secure });
    },
    /** The addresses of the pages in memory, the last requested first. */
    recentAddresses: () => cache.pages.recentAddresses(),
    /** Renders a page, or finds it in memory, with its usual encodings. */
    warm: (address: string) => cache.warm(address),
    /** Renders the site's 404 page, the frame of refusals; until then they stand alone. */
    prepareRefusals: () => frame.refresh(),
    /** Figures of the page cache, for metrics and the benchmark. */
    figures: () => ({
      ...cache.pages.figures,
      ...cache.counts,
      ...guard.figures,
      otherAddress: requestCheck.addressWarning.count,
    }),
    /** What was requested, by page kind. */
    requests: metrics,
  };
}
