import { Readable } from "node:stream";
import { parseConnectionUrl } from "nodemailer/lib/shared/index.js";
import SMTPConnection from "nodemailer/lib/smtp-connection/index.js";
import { describeTlsFailure, withRequiredTls } from "./encryption.ts";
import { readReply, type SmtpReply, shortenResponse } from "./smtp-reply.ts";

/**
 * What became of a message. `deferred` and `refused`: the server said so (4xx, 5xx) about this message. `unreachable`: there is no usable
 * session, or the server refused it (greeting, sign-in), and this message cannot have been sent. `lost`: a usable session ended during this
 * message, which cannot have been sent. `uncertain`: the end of the message may have been written, and no answer came: it may have been
 * accepted.
 */
export type DeliveryOutcome =
  | { kind: "sent"; response: string }
  | { kind: "deferred" | "refused"; phase: DeliveryPhase; reply: SmtpReply }
  | { kind: "unreachable"; reason: string; reply: SmtpReply | undefined }
  | { kind: "lost" | "uncertain"; reason: string };

/** The command that was answered. `message`: the message itself, after its final dot. */
export type DeliveryPhase = "sender" | "recipient" | "data" | "message";

/** How long each phase may take in all (ms), however slowly bytes arrive. */
export interface SmtpDeadlines {
  /** Connection, TLS, greeting, EHLO and sign-in. */
  open: number;
  /** MAIL, RCPT and DATA together. */
  envelope: number;
  /** The message without its end. */
  transfer: number;
  /** The answer to the final dot. An early end makes the outcome uncertain: RFC 5321, section 4.5.3.2.6, asks for ten minutes. */
  answer: number;
}

const defaultDeadlines: SmtpDeadlines = { open: 30_000, envelope: 60_000, transfer: 180_000, answer: 600_000 };

/** No answer of a mail server is near this size (RFC 5321, section 4.5.3.1.5: 512 bytes a line). */
const maxAnswerBytes = 64 * 1024;

const chunkBytes = 16 * 1024;

/**
 * nodemailer's connection with a limit on what the server may send, and without what came before STARTTLS took effect. `_onData` is its
 * listener for incoming bytes, `_upgradeConnection` its handshake.
 */
class LimitedConnection extends SMTPConnection {
  /** Bytes since the last command. */
  received = 0;
  onBytes: (() => void) | undefined;

  protected _onData(chunk: Buffer): void {
    this.received += chunk.length;
    this.onBytes?.();
    if (this.received > maxAnswerBytes) {
      this.emit("error", new Error("The mail server sent too much."));
      this._socket.destroy();
      return;
    }
    const parent: unknown = Reflect.get(SMTPConnection.prototype, "_onData");
    if (typeof parent === "function") parent.call(this, chunk);
  }

  protected _upgradeConnection(callback: (error: Error | null, isSecured?: boolean) => void): void {
    // An attacker between the machines could otherwise write the beginning of the first encrypted answer.
    const rest: unknown[] = [Reflect.get(this, "_remainder"), Reflect.get(this, "_responseQueue")];
    if (rest.flat().some((text) => text !== "")) {
      callback(new Error("The mail server sent more than its answer before the encryption."));
      return;
    }
    const parent: unknown = Reflect.get(SMTPConnection.prototype, "_upgradeConnection");
    if (typeof parent === "function") parent.call(this, callback);
  }
}

export interface SmtpSessionOptions {
  url: string;
  /** The name in EHLO; without one nodemailer uses the machine's. */
  name?: string | undefined;
  deadlines?: Partial<SmtpDeadlines>;
  /** Messages after which the connection is replaced (default 100): some servers limit them. */
  maxMessages?: number;
}

/** One connection to a mail server, for one message at a time. */
export class SmtpSession {
  readonly #options: SmtpSessionOptions;
  readonly #deadlines: SmtpDeadlines;
  #connection: LimitedConnection | undefined;
  /** Settles the running phase when the connection fails. */
  #onFailure: ((error: SMTPConnection.SMTPError) => void) | undefined;
  #sentMessages = 0;
  #needsReset = false;

  constructor(options: SmtpSessionOptions) {
    this.#options = options;
    this.#deadlines = { ...defaultDeadlines, ...options.deadlines };
  }

  /** Whether the connection is open and may carry another message. */
  get isOpen(): boolean {
    return this.#connection !== undefined;
  }

  /** Opens the connection, signs in if the URL says so, and returns undefined; or why it cannot be used. Nothing has been sent then. */
  async open(): Promise<Extract<DeliveryOutcome, { kind: "unreachable" }> | undefined> {
    if (this.#connection) return undefined;
    const { auth, ...settings } = parseConnectionUrl(withRequiredTls(this.#options.url));
    const { open } = this.#deadlines;
    const connection = new LimitedConnection({
      ...settings,
      ...(this.#options.name && { name: this.#options.name }),
      logger: false,
      connectionTimeout: open,
      greetingTimeout: open,
      dnsTimeout: open,
      // The deadlines of this class are shorter than, or equal to, any silence that it accepts.
      socketTimeout: 2 * Math.max(...Object.values(this.#deadlines)),
    });
    this.#connection = connection;
    this.#sentMessages = 0;
    this.#needsReset = false;
    const lost = (error: SMTPConnection.SMTPError) => {
      if (this.#connection === connection) this.#connection = undefined;
      this.#onFailure?.(error);
    };
    connection.on("error", lost);
    connection.on("end", () => lost(new Error("The mail server closed the connection.")));
    const failure = await this.#phase(open, (done) => {
      connection.connect((error) => {
        if (error) return done(error);
        // As nodemailer's own transport does: a server that offers no sign-in needs none.
        const mayLogIn = "allowsAuth" in connection && connection.allowsAuth === true;
        if (!auth || !("pass" in auth) || !mayLogIn) return done(undefined);
        connection.received = 0;
        connection.login({ user: auth.user, pass: auth.pass }, (refusal) => done(refusal ?? undefined));
      });
    });
    if (failure) {
      const reason = describeTlsFailure(failure);
      return reason ? this.#unreachable(new Error(`No encrypted connection: ${reason}`)) : this.#unreachable(failure);
    }
    // The final dot is a write of its own, which would wait 40 ms for the acknowledgement of the message.
    connection._socket.setNoDelay(true);
    return undefined;
  }

  /**
   * Sends one message to one recipient, over a new connection if there is none. Never throws. After `unreachable`, `lost` and `uncertain` the
   * connection is closed.
   */
  async deliver(envelope: { from: string; to: string }, message: Buffer): Promise<DeliveryOutcome> {
    const isReused = this.isOpen;
    const outcome = await this.#deliverOnce(envelope, message);
    // Servers close idle connections, which is noticed by the next message: it gets a new one.
    const isStale = isReused && (outcome.kind === "lost" || (outcome.kind === "unreachable" && !outcome.reply));
    return isStale ? this.#deliverOnce(envelope, message) : outcome;
  }

  async #deliverOnce(envelope: { from: string; to: string }, message: Buffer): Promise<DeliveryOutcome> {
    const closed = await this.open();
    if (closed) return closed;
    const connection = this.#connection;
    if (!connection) return { kind: "unreachable", reason: "The connection is closed.", reply: undefined };
    if (this.#needsReset) {
      connection.received = 0;
      const failure = await this.#phase(this.#deadlines.envelope, (done) =>
        connection.reset((error) => done(error ?? undefined)),
      );
      if (failure) return this.#unreachable(failure);
      this.#needsReset = false;
    }
    const outcome = await this.#send(connection, envelope, message);
    this.#sentMessages += 1;
    if (outcome.kind === "sent") {
      if (this.#sentMessages >= (this.#options.maxMessages ?? 100)) this.close();
    } else if (outcome.kind === "deferred" || outcome.kind === "refused") {
      this.#needsReset = true;
      if (outcome.reply.code === 421 || outcome.phase === "message") this.close();
    } else this.close();
    return outcome;
  }

  /** Sends QUIT without waiting for the answer. */
  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    if (!connection) return;
    connection.quit();
    connection.close();
    // A server that never answers would keep the socket.
    connection._socket?.destroySoon();
  }

  /** Closes the connection without QUIT. */
  #abort(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.close();
    connection?._socket?.destroy();
  }

  async #send(
    connection: LimitedConnection,
    envelope: { from: string; to: string },
    message: Buffer,
  ): Promise<DeliveryOutcome> {
    connection.received = 0;
    let offset = 0;
    let hasBegun = false;
    let mayHaveEnded = false;
    let repliedAfterEnd = false;
    let extend: (ms: number) => void = () => {};
    const source = new Readable({
      highWaterMark: chunkBytes,
      read: () => {
        if (!hasBegun) {
          hasBegun = true;
          extend(this.#deadlines.transfer);
        }
        if (offset < message.length) {
          const chunk = message.subarray(offset, offset + chunkBytes);
          offset += chunkBytes;
          source.push(chunk);
          return;
        }
        // nodemailer writes the final dot when the stream ends.
        mayHaveEnded = true;
        extend(this.#deadlines.answer);
        source.push(null);
      },
    });
    connection.onBytes = () => {
      repliedAfterEnd = mayHaveEnded;
    };
    let response = "";
    // Read when the answer comes: after a refused envelope, nodemailer reads the stream to its end and drops it.
    let atAnswer: { hasBegun: boolean; ended: boolean } | undefined;
    const failure = await this.#phase(this.#deadlines.envelope, (done, extendPhase) => {
      extend = extendPhase;
      connection.send({ from: envelope.from, to: [envelope.to], size: message.length }, source, (error, info) => {
        atAnswer = { hasBegun, ended: mayHaveEnded };
        if (!error) response = info.response;
        done(error ?? undefined);
      });
    });
    const { ended, hasBegun: isCut } = atAnswer ?? { hasBegun, ended: mayHaveEnded };
    connection.onBytes = undefined;
    source.destroy();
    // An answer that came before the end of the message is not an answer to it.
    if (ended && !repliedAfterEnd)
      return this.#lost({
        kind: "uncertain",
        reason: shortenResponse(failure?.message ?? "An answer came too early."),
      });
    if (!failure) return { kind: "sent", response: shortenResponse(response) };
    const phase = phaseOf(failure);
    const reply = readReply(failure.response);
    if (phase && reply) {
      // A message that was cut short leaves the session in an unknown state.
      if (isCut && !ended) this.#abort();
      return { kind: reply.code >= 500 ? "refused" : "deferred", phase, reply };
    }
    if (ended) return this.#lost({ kind: "uncertain", reason: shortenResponse(failure.message) });
    return this.#lost({ kind: "lost", reason: shortenResponse(failure.message) });
  }

  #lost(outcome: DeliveryOutcome): DeliveryOutcome {
    this.#abort();
    return outcome;
  }

  #unreachable(failure: SMTPConnection.SMTPError): Extract<DeliveryOutcome, { kind: "unreachable" }> {
    this.#abort();
    return { kind: "unreachable", reason: shortenResponse(failure.message), reply: readReply(failure.response) };
  }

  /** Runs one phase; resolves with why it failed, or undefined. `extend` starts another deadline. */
  #phase(
    deadlineMs: number,
    work: (done: (failure: SMTPConnection.SMTPError | undefined) => void, extend: (ms: number) => void) => void,
  ): Promise<SMTPConnection.SMTPError | undefined> {
    const { promise, resolve } = Promise.withResolvers<SMTPConnection.SMTPError | undefined>();
    const expire = () => resolve(new Error("The mail server did not answer in time."));
    let timer = setTimeout(expire, deadlineMs);
    this.#onFailure = resolve;
    work(resolve, (ms) => {
      clearTimeout(timer);
      timer = setTimeout(expire, ms);
    });
    return promise.finally(() => {
      clearTimeout(timer);
      this.#onFailure = undefined;
    });
  }
}

/** The command whose answer an error of nodemailer is; undefined for a lost connection. */
function phaseOf({ code, command }: SMTPConnection.SMTPError): DeliveryPhase | undefined {
  if (code === "EMESSAGE") return command === "DATA" ? "message" : "data";
  if (code !== "EENVELOPE") return undefined;
  if (command === "MAIL FROM") return "sender";
  return command === "RCPT TO" ? "recipient" : "data";
}
