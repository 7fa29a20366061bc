import { connect as connectPlain, isIP, type Socket } from "node:net";
import { hostname } from "node:os";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { parseConnectionUrl } from "nodemailer/lib/shared/index.js";

/** How a mail server greets, and how it encrypts. */
export interface SmtpProbe {
  /** The name in its greeting, as in `mail.example.org`. */
  greetingName: string | undefined;
  encryption: "tls" | "starttls" | "none";
  /** Why the certificate is not accepted; undefined if it is, or without encryption. */
  certificateError: string | undefined;
  certificateExpiresAt: Date | undefined;
}

const timeoutMs = 10_000;
/** No greeting or list of extensions is near this size. */
const maxAnswerLength = 32 * 1024;

/** Connects to the mail server of this URL, sends no mail, and disconnects. Throws if it does not answer as a mail server. */
export async function probeSmtp(url: string): Promise<SmtpProbe> {
  const { host = "localhost", port, secure = false, tls = {} } = parseConnectionUrl(url);
  const options = { ...tls, host, ...(isIP(host) ? {} : { servername: host }), rejectUnauthorized: false };
  const address = { host, port: Number(port ?? (secure ? 465 : 25)) };
  const signal = AbortSignal.timeout(timeoutMs);
  let socket: Socket = secure ? connectTls({ ...options, ...address }) : connectPlain(address);
  const stop = () => socket.destroy(new Error("The mail server did not answer within ten seconds."));
  signal.addEventListener("abort", stop, { once: true });
  try {
    const greeting = await readAnswer(socket);
    if (!greeting.startsWith("220")) throw new Error(`The mail server answered: ${greeting.slice(0, 200)}`);
    const greetingName = /^220[ -]([a-z0-9.-]{1,253})(?=\s|$)/i.exec(greeting)?.[1]?.toLowerCase();
    if (secure) return { greetingName, encryption: "tls", ...certificateOf(socket as TLSSocket) };
    const offer = await command(socket, `EHLO ${hostname().replace(/[^a-z0-9.-]/gi, "") || "localhost"}`);
    if (!/^250[ -]STARTTLS\s*$/im.test(offer))
      return { greetingName, encryption: "none", certificateError: undefined, certificateExpiresAt: undefined };
    const ready = await command(socket, "STARTTLS");
    if (!ready.startsWith("220")) throw new Error(`The mail server refused STARTTLS: ${ready.slice(0, 200)}`);
    const encrypted = connectTls({ ...options, socket });
    socket = encrypted;
    await new Promise((resolve, reject) => encrypted.once("secureConnect", resolve).once("error", reject));
    return { greetingName, encryption: "starttls", ...certificateOf(encrypted) };
  } finally {
    signal.removeEventListener("abort", stop);
    socket.on("error", () => undefined).destroy();
  }
}

function certificateOf(socket: TLSSocket) {
  const { valid_to } = socket.getPeerCertificate();
  const error = socket.authorizationError as Error | string | null | undefined;
  return {
    certificateError: socket.authorized ? undefined : String(error instanceof Error ? error.message : error),
    certificateExpiresAt: valid_to ? new Date(valid_to) : undefined,
  };
}

function command(socket: Socket, line: string): Promise<string> {
  const answer = readAnswer(socket);
  socket.write(`${line}\r\n`);
  return answer;
}

/** Reads one answer of SMTP: its last line has a space after the code. */
function readAnswer(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const end = (settle: () => void) => {
      socket.off("data", onData).off("error", onError).off("close", onClose);
      settle();
    };
    const onData = (bytes: Buffer) => {
      text += bytes.toString("latin1");
      if (text.length > maxAnswerLength) end(() => reject(new Error("The mail server sent too much.")));
      else if (/(?:^|\n)\d{3}(?: [^\n]*)?\r?\n$/.test(text)) end(() => resolve(text));
    };
    const onError = (error: Error) => end(() => reject(error));
    const onClose = () => end(() => reject(new Error("The mail server closed the connection.")));
    socket.on("data", onData).on("error", onError).on("close", onClose);
  });
}
