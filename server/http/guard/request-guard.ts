import type { IncomingMessage, ServerResponse } from "node:http";
import { secretNames } from "#lib/action.ts";
import { checkActionCall } from "#server/page-cache/next/action-call.ts";
import type { ActionIds } from "#server/page-cache/next/action-ids.ts";
import { securityHeaders } from "../security-headers.ts";
import { bodyLimit, isStreamedUpload, limitBody } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { FairConcurrencyLimit } from "./fair-concurrency-limit.ts";
import { type FairQueueOptions, fairQueueLimits } from "./fair-queue.ts";
import { isFormToken, issueFormToken, tokenField } from "./form-token.ts";
import { isMachineEndpoint } from "./machine-endpoints.ts";
import type { FormPart } from "./multipart.ts";
import { type BodyLimits, BodyReceiver, bodyLimits, watchBodyPace } from "./receive-body.ts";
import { type SiteAppearance, sendRefusal } from "./refusal.ts";
import { classifyOrigin } from "./request-origin.ts";
import { limitResponse, type ResponseLimits, responseLimits } from "./response-limits.ts";

export interface GuardLimits {
  body: BodyLimits;
  response: ResponseLimits;
  /** Requests that Next answers one by one at once. */
  maxDynamic: number;
  /** Of those, and of the shared pages that are being rendered, how many work at the same time. */
  fairQueue: FairQueueOptions;
  /** Bodies that are handed on while they arrive. */
  maxUploads: number;
}

export const guardLimits: GuardLimits = {
  body: bodyLimits,
  response: responseLimits,
  maxDynamic: 256,
  fairQueue: fairQueueLimits,
  maxUploads: 24,
};

/** Seconds after which a client that found no place may come back. */
const retryAfterSeconds = 2;

interface RequestGuardOptions {
  siteUrl: string;
  trustProxy: number;
  look(): SiteAppearance;
  /** The server actions of this build. */
  actions: ActionIds;
  limits?: GuardLimits;
}

/**
 * What a client may hold while it is being answered: a body that arrives, bytes of it in memory, a place in Next. Each is
 * bounded in number and in time, and no client network gets more than a share of it (`ConcurrencyLimit`).
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
   * Receives a request's body, or answers and returns false. An ordinary body is in memory, whole, before anything else is done for it, and
   * calls only this build's actions, in the way that pages of this site do. An upload is passed to its handler while it arrives.
   */
  async admitBody(req: IncomingMessage, res: ServerResponse, path: string): Promise<boolean> {
    if (isStreamedUpload(path)) return this.#admitUpload(req, res, path);
    const received = await this.#bodies.receive(req, {
      network: this.#networkOf(req),
      limit: bodyLimit(path),
      until: (release) => res.once("close", release),
    });
    if (received.ok) return req.method !== "POST" || this.#admitPost(req, res, path, received.body);
    if (received.refusal !== "gone") this.#refuseBody(req, res, received.refusal);
    return false;
  }

  #admitPost(req: IncomingMessage, res: ServerResponse, path: string, body: Buffer): boolean {
    if (isMachineEndpoint(path)) return true;
    const verdict = checkActionCall(req.headers, body, this.#options.actions);
    const look = this.#options.look();
    if (verdict.kind === "fine") {
      const isKnown = classifyOrigin(req.headers, this.#options.siteUrl) !== "unknown";
      return isKnown || this.#admitByToken(req, res, path, verdict.form);
    }
    this.#refusedCalls += 1;
    if (verdict.kind === "malformed") sendRefusal(req, res, 400, look);
    else if (verdict.byScript) sendCallRefusal(res, look.secure);
    else sendRefusal(req, res, 409, look, { typedTexts: listTexts(verdict.form) });
    return false;
  }

  /** A form of which the browser does not say where it comes from passes with a token, and gets one for its sender to confirm it. */
  #admitByToken(req: IncomingMessage, res: ServerResponse, path: string, form: readonly FormPart[] = []): boolean {
    const look = this.#options.look();
    const { secure } = look;
    const token = form.find(({ name }) => name === tokenField)?.text;
    if (isFormToken(token, { path, cookies: req.headers.cookie, secure })) return true;
    this.#refusedCalls += 1;
    const fields = form.filter(({ name }) => name !== tokenField);
    // A file cannot be written into a page; what is no form of this site cannot be confirmed.
    const canConfirm = fields.some(({ name }) => name.startsWith("$ACTION_")) && !fields.some(isFilePart);
    if (!canConfirm) {
      sendRefusal(req, res, 403, look);
      return false;
    }
    const issued = issueFormToken(path, secure);
    sendRefusal(req, res, 403, look, {
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
    const limit = bodyLimit(path);
    let received = 0;
    limitBody(req, limit, {
      count: (bytes) => {
        received += bytes;
      },
      exceeded: () => this.#refuseBody(req, res, 413),
    });
    const announced = Number(req.headers["content-length"] ?? limit);
    const stop = watchBodyPace(
      this.#limits.body.pace,
      announced,
      // While there is something to read, it is its handler that is slow.
      () => (req.complete || req.readableLength > 0 ? undefined : received),
      () => this.#refuseBody(req, res, 408),
    );
    req.once("end", stop);
    res.once("close", stop);
    return true;
  }

  /** Takes a place in Next until the answer has been sent, or answers 503. */
  enterDynamic(req: IncomingMessage, res: ServerResponse): boolean {
    const leave = this.#dynamic.enter(this.#networkOf(req));
    if (leave) res.once("close", leave);
    else sendRefusal(req, res, 503, this.#options.look(), { retryAfter: retryAfterSeconds, close: true });
    return leave !== undefined;
  }

  /** Bounds the answer in time; `late` answers where it has not begun. Returns whether that has happened. */
  limitResponse(res: ServerResponse, late: () => void): () => boolean {
    let isLate = false;
    limitResponse(res, this.#limits.response, () => {
      isLate = true;
      late();
    });
    return () => isLate;
  }

  #networkOf(req: IncomingMessage): string {
    return clientAddress(req, this.#options.trustProxy);
  }

  #refuseBody(req: IncomingMessage, res: ServerResponse, status: 408 | 413 | 503): void {
    sendRefusal(req, res, status, this.#options.look(), {
      close: true,
      ...(status === 503 ? { retryAfter: retryAfterSeconds } : {}),
    });
  }
}

const isFilePart = ({ text, size }: FormPart) => text === undefined && size > 0;

/** Next's router takes this header as "the page is of another build". */
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

/** What somebody wrote into a form: sentences, not the values of choices and hidden fields. */
function listTexts(form: readonly FormPart[]): string[] {
  return form.flatMap(({ name, text = "" }) =>
    name.startsWith("$") || secretNames.test(name) || !/\S\s+\S/.test(text) ? [] : [text],
  );
}
