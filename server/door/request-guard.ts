import type { IncomingMessage, ServerResponse } from "node:http";
import { type AnswerLimits, answerLimits, limitAnswer } from "./answer-limits.ts";
import { bodyLimit, limitBody, streamsBody } from "./body-limit.ts";
import { clientAddress } from "./client-address.ts";
import { NetworkLimit } from "./network-limit.ts";
import { type BodyLimits, BodyReceiver, bodyLimits, watchPace } from "./receive-body.ts";
import { type RefusalLook, refuse } from "./refusal.ts";

export interface GuardLimits {
  body: BodyLimits;
  answer: AnswerLimits;
  /** Requests that Next answers one by one at once. */
  maxDynamic: number;
  /** Bodies that are handed on while they arrive. */
  maxUploads: number;
}

export const guardLimits: GuardLimits = { body: bodyLimits, answer: answerLimits, maxDynamic: 256, maxUploads: 24 };

/** Seconds after which a client that found no place may come back. */
const retryAfter = 2;

export interface RequestGuardOptions {
  trustProxy: number;
  look(): RefusalLook;
  limits?: GuardLimits;
}

/**
 * What a client may hold while it is being answered: a body that arrives, bytes of it in memory, a place in Next. Each is
 * bounded in number and in time, and no client network gets more than a share of it (`NetworkLimit`).
 */
export class RequestGuard {
  readonly #options: RequestGuardOptions;
  readonly #limits: GuardLimits;
  readonly #bodies: BodyReceiver;
  readonly #dynamic: NetworkLimit;
  readonly #uploads: NetworkLimit;

  constructor(options: RequestGuardOptions) {
    this.#options = options;
    this.#limits = options.limits ?? guardLimits;
    this.#bodies = new BodyReceiver(this.#limits.body);
    this.#dynamic = new NetworkLimit(this.#limits.maxDynamic);
    this.#uploads = new NetworkLimit(this.#limits.maxUploads);
  }

  get figures() {
    return { dynamic: this.#dynamic.taken, uploads: this.#uploads.taken, ...this.#bodies.figures };
  }

  /**
   * Takes a request's body in, or answers and returns false. Usual bodies are in memory, whole, before anything else is done for them (`body`);
   * an upload goes on to its own handler while it arrives.
   */
  async admitBody(req: IncomingMessage, res: ServerResponse, path: string): Promise<{ body?: Buffer } | false> {
    if (streamsBody(path)) return this.#admitUpload(req, res, path) && {};
    const received = await this.#bodies.receive(req, {
      network: this.#networkOf(req),
      limit: bodyLimit(path),
      until: (release) => res.once("close", release),
    });
    if (received.ok) return { body: received.body };
    if (received.refusal !== "gone") this.#refuseBody(req, res, received.refusal);
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
    const stop = watchPace(
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
    else refuse(req, res, 503, this.#options.look(), { retryAfter, close: true });
    return leave !== undefined;
  }

  /** Bounds the answer in time; `late` answers where it has not begun. Returns whether that has happened. */
  limitAnswer(res: ServerResponse, late: () => void): () => boolean {
    let isLate = false;
    limitAnswer(res, this.#limits.answer, () => {
      isLate = true;
      late();
    });
    return () => isLate;
  }

  #networkOf(req: IncomingMessage): string {
    return clientAddress(req, this.#options.trustProxy);
  }

  /** The rest of the body would have to be read to keep the connection: it is let go once the answer is out. */
  #refuseBody(req: IncomingMessage, res: ServerResponse, status: 408 | 413 | 503): void {
    res.once("finish", () => req.destroy());
    refuse(req, res, status, this.#options.look(), { close: true, ...(status === 503 ? { retryAfter } : {}) });
  }
}
