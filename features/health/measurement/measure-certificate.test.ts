import { type AddressInfo, createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { expect, test } from "vitest";
import { createCertificate } from "#lib/mail/certificate-testing.ts";
import { assessCertificate } from "../checks/certificate.ts";
import { measureCertificate } from "./measure-certificate.ts";

test.each([
  ["http://localhost:3000", "local"],
  ["http://news.example.org", "http"],
])("%s needs no handshake", async (address, kind) => {
  expect(await measureCertificate(address)).toMatchObject({ kind, validTo: null });
});

test("a server that never answers is given up, one that closes too, and neither is bad", async () => {
  const silent = createServer(() => undefined);
  const closing = createServer((socket) => socket.destroy());
  for (const server of [silent, closing]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const facts = await measureCertificate("https://news.example.org", { host: "127.0.0.1", port, timeoutMs: 200 });
    expect(facts).toMatchObject({ kind: "https", validTo: null, isHostWrong: false });
    expect(facts.failure).not.toBe("");
    expect(assessCertificate(facts, Date.now()).state).toBe("unknown");
    server.close();
  }
});

test("reads when a certificate expires, and whether it is for another name or not trusted", async () => {
  const { key, cert } = createCertificate("news.example.org");
  const server = createTlsServer({ key, cert });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const target = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const right = await measureCertificate("https://news.example.org", target);
  expect(right).toMatchObject({ isHostWrong: false });
  expect(right.validTo).toBeGreaterThan(Date.now());
  expect(assessCertificate(right, Date.now())).toMatchObject({ state: "bad" });
  const wrong = await measureCertificate("https://other.example.org", target);
  expect(assessCertificate(wrong, Date.now())).toMatchObject({ state: "bad", code: "certificateWrongHost" });
  server.close();
});
