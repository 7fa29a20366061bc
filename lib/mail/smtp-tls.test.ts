import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer, TLSSocket } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { createCertificate } from "./certificate-testing.ts";
import { openSmtp } from "./smtp.ts";
import { SmtpSession } from "./smtp-session.ts";

const valid = createCertificate("localhost");

interface ServerOptions {
  certificate?: { cert: string; key: string };
  /** TLS from the first byte, as smtps:// expects. */
  isSecure?: boolean;
  /** What EHLO lists before encryption. */
  offer?: string;
  /** The answer to STARTTLS; encryption follows if it begins with 220. */
  answer?: string;
  /** No handshake follows the answer to STARTTLS. */
  isSilent?: boolean;
}

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** Starts a mail server that notes each command with whether it came encrypted. */
async function startServer({
  certificate = valid,
  isSecure = false,
  offer = "250-localhost\r\n250-AUTH PLAIN\r\n250 STARTTLS",
  answer = "220 ready",
  isSilent = false,
}: ServerOptions = {}) {
  const seen: { plain: string[]; encrypted: string[] } = { plain: [], encrypted: [] };
  const sockets: Socket[] = [];
  const converse = (socket: Socket, isEncrypted: boolean) => {
    socket.on("error", () => undefined);
    let isMessage = false;
    let input = "";
    const onData = (chunk: Buffer) => {
      input += chunk.toString("latin1");
      for (let end = input.indexOf("\r\n"); end >= 0; end = input.indexOf("\r\n")) {
        const line = input.slice(0, end);
        input = input.slice(end + 2);
        if (isMessage) {
          if (line !== ".") continue;
          isMessage = false;
          socket.write("250 2.0.0 kept\r\n");
          continue;
        }
        const command = line.slice(0, 4).toUpperCase();
        seen[isEncrypted ? "encrypted" : "plain"].push(line);
        if (command === "STAR") {
          socket.write(answer.endsWith(" ") ? answer : `${answer}\r\n`);
          if (!answer.startsWith("220")) continue;
          socket.off("data", onData);
          // Not read as commands: the random bytes of a handshake may contain an end of line.
          if (isSilent) return;
          const secure = new TLSSocket(socket, { isServer: true, ...certificate });
          return converse(secure, true);
        }
        if (command === "DATA") isMessage = true;
        const encryptedOffer = "250-localhost\r\n250 AUTH PLAIN";
        const answers: Record<string, string> = {
          EHLO: isEncrypted ? encryptedOffer : offer,
          DATA: "354 go",
          AUTH: "235 ok",
        };
        socket.write(`${answers[command] ?? "250 ok"}\r\n`);
      }
    };
    socket.on("data", onData);
  };
  const onConnection = (socket: Socket) => {
    sockets.push(socket);
    converse(socket, isSecure);
    socket.write("220 localhost\r\n");
  };
  const server = isSecure ? createTlsServer(certificate, onConnection) : createServer(onConnection);
  server.on("tlsClientError", () => undefined);
  server.listen(0, "0.0.0.0");
  await once(server, "listening");
  stops.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const url = (host = "localhost", trusted = certificate.cert) =>
    `${isSecure ? "smtps" : "smtp"}://user:secret@${host}:${port}/?tls.ca=${encodeURIComponent(trusted)}`;
  return { seen, url };
}

async function deliver(url: string) {
  const deadlines = { open: 1_000, envelope: 1_000, transfer: 1_000, answer: 1_000 };
  const session = new SmtpSession({ url, deadlines });
  const outcome = await session.deliver(
    { from: "news@example.org", to: "reader@example.net" },
    Buffer.from("Subject: x\r\n\r\nHello\r\n"),
  );
  session.close();
  return outcome;
}

const names = (commands: string[]) => commands.map((line) => line.split(" ", 1)[0]);
const isSecret = (line: string) =>
  /AUTH|secret|MAIL|RCPT/.test(line) || line.includes(Buffer.from("secret").toString("base64"));

describe.each([true, false])("TLS from the first byte: %s", (isSecure) => {
  test("signs in and sends over an encrypted connection only, to a server with a trusted certificate", async () => {
    const { seen, url } = await startServer({ isSecure });
    expect(await deliver(url())).toEqual({ kind: "sent", response: "250 2.0.0 kept" });
    expect(names(seen.plain)).toEqual(isSecure ? [] : ["EHLO", "STARTTLS"]);
    expect(names(seen.encrypted).slice(0, 5)).toEqual(["EHLO", "AUTH", "MAIL", "RCPT", "DATA"]);
  });

  test.each([
    ["of an unknown authority", valid, createCertificate("localhost").cert, /self.signed certificate/],
    ["for another name", createCertificate("mail.example.org"), undefined, /altnames/],
    [
      "that has expired",
      createCertificate("localhost", { expiresAt: new Date("2021-01-01T00:00:00Z") }),
      undefined,
      /expired/,
    ],
  ])("says nothing to a server with a certificate %s, and why", async (_, certificate, trusted, reason) => {
    const { seen, url } = await startServer({ isSecure, certificate });
    expect(await deliver(url("localhost", trusted))).toMatchObject({
      kind: "unreachable",
      reason: expect.stringMatching(reason),
      reply: undefined,
    });
    expect(seen.encrypted).toEqual([]);
    expect(seen.plain.filter(isSecret)).toEqual([]);
  });
});

test.each<[string, ServerOptions]>([
  ["offers no STARTTLS", { offer: "250-localhost\r\n250 AUTH PLAIN", answer: "502 unknown" }],
  ["refuses it", { answer: "454 4.7.0 not now" }],
])("sends no password over a network to a server that %s", async (_, options) => {
  const { seen, url } = await startServer(options);
  expect(await deliver(url("0.0.0.0"))).toMatchObject({
    kind: "unreachable",
    reason: expect.stringMatching(/STARTTLS/),
  });
  await expect(openSmtp(url("0.0.0.0"), timeouts).verify()).rejects.toMatchObject({ code: "ETLS" });
  expect(seen.plain.filter(isSecret)).toEqual([]);
});

const timeouts = { connectionTimeout: 1_000, greetingTimeout: 1_000, socketTimeout: 1_000 };

test("sends the password in clear on this machine, or if the URL says so", async () => {
  const { seen, url } = await startServer({ offer: "250-localhost\r\n250 AUTH PLAIN" });
  expect(await deliver(url("127.0.0.1"))).toMatchObject({ kind: "sent" });
  expect(await deliver(`${url("0.0.0.0")}&ignoreTLS=true`)).toMatchObject({ kind: "sent" });
  expect(seen.plain.filter((line) => line.startsWith("AUTH"))).toHaveLength(2);
});

test.each([
  ["a whole answer", "220 ready\r\n250-localhost\r\n250 AUTH PLAIN"],
  ["the beginning of one", "220 ready\r\n250-injected "],
])("believes nothing that came before the encryption: %s", async (_, answer) => {
  const { seen, url } = await startServer({ answer });
  expect(await deliver(url())).toMatchObject({ kind: "unreachable" });
  expect(seen.encrypted).toEqual([]);
});

test("waits no longer for a handshake than for a greeting", async () => {
  const { seen, url } = await startServer({ isSilent: true });
  expect(await deliver(url())).toMatchObject({ kind: "unreachable", reason: expect.stringMatching(/in time/) });
  expect(seen.encrypted).toEqual([]);
});
