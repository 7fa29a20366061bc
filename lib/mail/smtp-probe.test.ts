import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { probeSmtp } from "./smtp-probe.ts";

const open: { close(done: () => void): unknown }[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await new Promise<void>((resolve) => server.close(resolve));
});

async function portOf(server: Server): Promise<number> {
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  return (server.address() as AddressInfo).port;
}

async function startServer(options: ConstructorParameters<typeof SMTPServer>[0]): Promise<number> {
  const server = new SMTPServer({ name: "mail.example.org", disableReverseLookup: true, ...options });
  server.on("error", () => undefined);
  open.push(server);
  return portOf(server.listen(0, "127.0.0.1") as Server);
}

test("STARTTLS, TLS from the start and none; a certificate of nobody is named", async () => {
  const certificateError = expect.stringMatching(/certificate|CERT/i);
  expect(await probeSmtp(`smtp://127.0.0.1:${await startServer({})}`)).toMatchObject({
    greetingName: "mail.example.org",
    encryption: "starttls",
    certificateError,
    certificateExpiresAt: expect.any(Date),
  });
  expect(await probeSmtp(`smtps://127.0.0.1:${await startServer({ secure: true })}`)).toMatchObject({
    encryption: "tls",
    certificateError,
  });
  expect(await probeSmtp(`smtp://127.0.0.1:${await startServer({ disabledCommands: ["STARTTLS"] })}`)).toMatchObject({
    encryption: "none",
    certificateError: undefined,
  });
});

test.each([
  ["another protocol", "SSH-2.0-OpenSSH\r\n220 x\r\n", /answered/],
  ["a refusal", "554 no\r\n", /answered: 554/],
  ["an endless greeting", `220-${"x".repeat(100_000)}`, /too much/],
  ["nothing", "", /closed/],
])("%s is an error", async (_name, answer, expected) => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.end(answer);
  });
  open.push(server);
  const port = await portOf(server.listen(0, "127.0.0.1"));
  await expect(probeSmtp(`smtp://127.0.0.1:${port}`)).rejects.toThrow(expected);
});
