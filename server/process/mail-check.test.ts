import { type AddressInfo, createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { SMTPServer } from "smtp-server";
import { afterAll, expect, test } from "vitest";
import { createCertificate } from "#lib/mail/certificate-testing.ts";
import { freePort } from "../postgres/cluster.ts";
import { checkMailServer } from "./mail-check.ts";

const server = new SMTPServer({
  authOptional: true,
  allowInsecureAuth: true,
  disabledCommands: ["STARTTLS"],
  onAuth: (auth, _session, done) => done(auth.password === "right" ? null : new Error("no"), { user: auth.username }),
});
// A client that ends the connection within a transaction is an error of the server.
server.on("error", () => {});
const port = await freePort();
await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", () => resolve()));
afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function lines(url: string | undefined): Promise<string[]> {
  const lines: string[] = [];
  await checkMailServer({ SMTP_URL: url }, (line) => lines.push(line));
  return lines;
}

test("reports nothing for a mail server that accepts mail, or when none is set", async () => {
  expect(await lines(undefined)).toEqual([]);
  expect(await lines(`smtp://127.0.0.1:${port}`)).toEqual([]);
  expect(await lines(`smtp://me:right@127.0.0.1:${port}`)).toEqual([]);
});

test("reports in one line, without the password, a mail server that is down, silent or refuses the password", async () => {
  const dead = await freePort();
  expect(await lines(`smtp://me:secret@127.0.0.1:${dead}`)).toEqual([
    `The mail server 127.0.0.1:${dead} does not accept mail from Vigie (ECONNREFUSED): mails wait in the queue and are retried. Check that the server runs, or correct SMTP_URL.`,
  ]);
  expect(await lines(`smtp://me:secret@127.0.0.1:${port}`)).toEqual([
    `The mail server 127.0.0.1:${port} does not accept mail from Vigie (it refuses the user or the password): mails wait in the queue and are retried. Check that the server runs, or correct SMTP_URL.`,
  ]);
  expect(await lines(`smtp://me:right@0.0.0.0:${port}`)).toEqual([
    `The mail server 0.0.0.0:${port} does not accept mail from Vigie (it offers no encryption (STARTTLS)): mails wait in the queue and are retried. Check that the server runs, or correct SMTP_URL.`,
  ]);
  const encrypted = createTlsServer(createCertificate("mail.example.org"));
  encrypted.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => encrypted.listen(0, "127.0.0.1", resolve));
  const { port: encryptedPort } = encrypted.address() as AddressInfo;
  expect((await lines(`smtps://me:secret@127.0.0.1:${encryptedPort}`))[0]).toMatch(
    /from Vigie \(its certificate is not accepted: self-signed certificate\)/,
  );
  encrypted.close();
  const silent = createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const at = typeof address === "object" && address ? address.port : 0;
  expect((await lines(`smtp://127.0.0.1:${at}`))[0]).toMatch(/does not accept mail from Vigie \(ETIMEDOUT\)/);
  silent.close();
});
