import type { IncomingMessage, ServerResponse } from "node:http";
import { secretNames } from "#lib/action.ts";
import { type ActionCall, checkActionCall } from "#server/page-cache/next/action-call.ts";
import type { ActionIds } from "#server/page-cache/next/action-ids.ts";
import { securityHeaders } from "../security-headers.ts";
import { bodyLimit, isFragmented, isStreamedUpload, limitBody } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { csrfTokenField, isCsrfToken, issueCsrfToken } from "./csrf-token.ts";
import { FairConcurrencyLimit } from "./fair-concurrency-limit.ts";
import { type FairQueueOptions, fairQueueLimits } from "./fair-queue.ts";
import { findMachineEndpoint } from "./machine-endpoints.ts";
import type { FormPart } from "./multipart.ts";
import { type BodyLimits, BodyReceiver, bodyLimits, watchBodyPace } from "./receive-body.ts";
import { busyRetrySeconds, type SiteAppearance, sendRefusal } from "./refusal.ts";
import { classifyOrigin } from "./request-origin.ts";
import { limitResponse, type ResponseLimits, responseLimits } from "./response-limits.ts";

export interface GuardLimits {
  body: BodyLimits;
  response: ResponseLimits;
  /** Requests that Next answers one by one at once. */
  maxDynamic: number;
  /** The maximum number of running requests among those and the shared pages being rendered. */
  fairQueue: FairQueueOptions;
  /** Bodies that are streamed to their handler at once. */
  maxUploads: number;
}

export const guardLimits: GuardLimits = {
  body: bodyLimits,
  response: responseLimits,
  maxDynamic: 256,
  fairQueue: fairQueueLimits,
  maxUploads: 24,
};

interface RequestGuardOptions {
  siteUrl: string;
  trustProxy: number;
  appearance(): SiteAppearance;
  /** The server actions of this build. */
  actions: ActionIds;
  limits?: GuardLimits;
}

/** A body that may be processed. */
interface AdmittedBody {
  /** The call of an action in this body, if it has the usual form. */
  call?: ActionCall | undefined;
  /** A program's call to an address that is a page too (`machine-endpoints.ts`). */
  isProgramCall?: true;
}

/**
 * Limits what clients hold while their requests are handled: an arriving body, its bytes in memory, a slot in Next.
 * Each is bounded in number and in time, and no client network gets more than a share of it (`FairConcurrencyLimit`).
 */
export class RequestGuard {
  readonly #options: RequestGuardOptions;
  readonly #limits: GuardLimits;
  readonly #bodies: BodyReceiver;
  readonly #dynamic: FairConcurrencyLimit;
  readonly #uploads: FairConcurrencyLimit;

  #refusedCalls = 0;

  constructor(options: RequestGuardOptions) {
    this.#options = options;
    this.#limits = options.limits ?? guardLimits;
    this.#bodies = new BodyReceiver(this.#limits.body);
    this.#dynamic = new FairConcurrencyLimit(this.#limits.maxDynamic);
    this.#uploads = new FairConcurrencyLimit(this.#limits.maxUploads);
  }

  get figures() {
    return {
      dynamic: this.#dynamic.inUse,
      uploads: this.#uploads.inUse,
      refusedCalls: this.#refusedCalls,
      ...this.#bodies.figures,
    };
  }

  /**
   * Receives a request's body, or answers and returns undefined. An ordinary body is complete in memory before anything
   * else is done for it, and may call only this build's actions, in the way that pages of this site do. An upload is
   * streamed to its handler.
   */
  async admitBody(req: IncomingMessage, res: ServerResponse, path: string): Promise<AdmittedBody | undefined> {
    if (isStreamedUpload(path)) return this.#admitUpload(req, res, path) ? {} : undefined;
    const received = await this.#bodies.receive(req, {
      network: this.#networkOf(req),
      limit: bodyLimit(path),
      until: (release) => res.once("close", release),
    });
    if (received.ok) return req.method === "POST" ? this.#admitPost(req, res, path, received.body) : {};
    if (received.refusal !== "gone") this.#refuseBody(req, res, received.refusal);
    return undefined;
  }

  #admitPost(req: IncomingMessage, res: ServerResponse, path: string, body: Buffer): AdmittedBody | undefined {
    const appearance = this.#options.appearance();
    const endpoint = findMachineEndpoint(path);
    if (endpoint && !endpoint.isProgramBody) return {};
    if (endpoint?.isProgramBody?.(req.headers["content-type"] ?? "", body)) return { isProgramCall: true };
    // `check-request.ts` let every origin pass as far as here.
    if (endpoint && ["foreign", "elsewhere"].includes(classifyOrigin(req.headers, this.#options.siteUrl))) {
      sendRefusal(req, res, 403, appearance, { close: true });
      return undefined;
    }
    const verdict = checkActionCall(req.headers, body, this.#options.actions);
    if (verdict.kind === "fine") {
      const isKnown = classifyOrigin(req.headers, this.#options.siteUrl) !== "unknown";
      return isKnown || this.#admitByToken(req, res, path, verdict.form) ? { call: verdict.call } : undefined;
    }
    this.#refusedCalls += 1;
    if (verdict.kind === "malformed") sendRefusal(req, res, 400, appearance);
    else if (verdict.byScript) sendCallRefusal(res, appearance.secure);
    else sendRefusal(req, res, 409, appearance, { typedTexts: listTexts(verdict.form) });
    return undefined;
  }

  /**
   * Accepts a form without origin headers if it has a token. Otherwise asks its sender to confirm it, with a new token.
   */
  #admitByToken(req: IncomingMessage, res: ServerResponse, path: string, form: readonly FormPart[] = []): boolean {
    const appearance = this.#options.appearance();
    const { secure } = appearance;
    const token = form.find(({ name }) => name === csrfTokenField)?.text;
    if (isCsrfToken(token, { path, cookies: req.headers.cookie, secure })) return true;
    this.#refusedCalls += 1;
    const fields = form.filter(({ name }) => name !== csrfTokenField);
    // A file cannot be written into a page, and a form that is not this site's cannot be confirmed.
    const canConfirm = fields.some(({ name }) => name.startsWith("$ACTION_")) && !fields.some(isFilePart);
    if (!canConfirm) {
      sendRefusal(req, res, 403, appearance);
      return false;
    }
    const issued = issueCsrfToken(path, secure);
    sendRefusal(req, res, 403, appearance, {
      headers: [["Set-Cookie", issued.cookie]],
      confirmation: {
        action: req.url ?? path,
        fields: fields.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text] as const])),
        token: issued.token,
      },
    });
    return false;
  }

  #admitUpload(req: IncomingMessage, res: ServerResponse, path: string): boolean {
    const network = this.#networkOf(req);
    const leave = this.#uploads.enter(network);
    if (!leave) {
      this.#refuseBody(req, res, 503);
      return false;
    }
    res.once("close", leave);
    const limit = bodyLimit(path, req.headers["content-type"]);
    let received = 0;
    let pieces = 0;
    limitBody(req, limit, {
      count: (bytes) => {
        received += bytes;
        pieces += 1;
        if (isFragmented(pieces, received)) req.destroy();
      },
      exceeded: () => this.#refuseBody(req, res, 413),
    });
    const announced = Number(req.headers["content-length"] ?? limit);
    const stop = watchBodyPace(
      this.#limits.body.pace,
      announced,
      // While there is something to read, the handler is the slow one.
      () => (req.complete || req.readableLength > 0 ? undefined : received),
      () => this.#refuseBody(req, res, 408),
    );
    req.once("end", stop);
    res.once("close", stop);
    return true;
  }

  /** Acquires a slot in Next until the response has been sent, or answers 503. */
  enterDynamic(req: IncomingMessage, res: ServerResponse): boolean {
    const leave = this.#dynamic.enter(this.#networkOf(req));
    if (leave) res.once("close", leave);
    else sendRefusal(req, res, 503, this.#options.appearance(), { retryAfter: busyRetrySeconds, close: true });
    return leave !== undefined;
  }

  /**
   * Limits the time of the response; `late` answers if it has not begun by then. The time of an upload counts from the
   * last piece of its body, whose pace is limited apart. Returns a function that says whether it was late.
   */
  limitResponse(req: IncomingMessage, res: ServerResponse, path: string, late: () => void): () => boolean {
    let isLate = false;
    const restart = limitResponse(res, this.#limits.response, () => {
      isLate = true;
      late();
    });
    if (isStreamedUpload(path) && !req.complete)
      limitBody(req, Number.POSITIVE_INFINITY, { count: () => !isLate && restart(), exceeded: () => {} });
    return () => isLate;
  }

  #networkOf(req: IncomingMessage): string {
    return clientAddress(req, this.#options.trustProxy);
  }

  #refuseBody(req: IncomingMessage, res: ServerResponse, status: 408 | 413 | 503): void {
    sendRefusal(req, res, status, this.#options.appearance(), {
      close: true,
      ...(status === 503 ? { retryAfter: busyRetrySeconds } : {}),
    });
  }
}

const isFilePart = ({ text, size }: FormPart) => text === undefined && size > 0;

/** Next's router understands this header as "the page is of another build". */
function sendCallRefusal(res: ServerResponse, secure: boolean): void {
  const body = "Unknown action.\n";
  const headers = [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["X-Nextjs-Action-Not-Found", "1"],
    ["Cache-Control", "no-store"],
  ];
  res
    .writeHead(404, [...headers, ["Content-Length", String(body.length)], ...securityHeaders({ secure })].flat())
    .end(body);
}

/** The texts that somebody typed into a form, without the values of choices and hidden fields. */
function listTexts(form: readonly FormPart[]): string[] {
  return form.flatMap(({ name, text = "" }) =>
    name.startsWith("$") || secretNames.test(name) || !/\S\s+\S/.test(text) ? [] : [text],
  );
}
