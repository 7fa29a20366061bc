import { isIP } from "node:net";
import { checkServerIdentity, connect, type TLSSocket } from "node:tls";
import { isLocalHost } from "#lib/fetch/public-address.ts";
import type { CertificateFacts } from "../checks/certificate.ts";

const timeoutMs = 10_000;

/**
 * Looks at the certificate of SITE_URL in one TLS handshake, with a time limit; nothing is sent. `port` and `host`
 * replace those of the address in tests. Never throws: why it was not seen is in the facts.
 */
export async function measureCertificate(
  siteUrl: string,
  target: { host?: string; port?: number; timeoutMs?: number } = {},
): Promise<CertificateFacts> {
  const { protocol, hostname, port } = new URL(siteUrl);
  const name = hostname.replace(/^\[(.*)\]$/, "$1");
  const none = { validTo: null, isHostWrong: false, failure: "" };
  if (protocol !== "https:") return { kind: isLocalHost(name) ? "local" : "http", ...none };
  const handshake = Promise.withResolvers<CertificateFacts>();
  const socket: TLSSocket = connect({
    host: target.host ?? name,
    port: target.port ?? (port === "" ? 443 : Number(port)),
    ...(isIP(name) === 0 && { servername: name }),
    // Looked at, whatever it is; nothing is sent over this connection.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  });
  socket.setTimeout(target.timeoutMs ?? timeoutMs, () =>
    socket.destroy(Object.assign(new Error(), { code: "TIMEOUT" })),
  );
  const limit = setTimeout(
    () => socket.destroy(Object.assign(new Error(), { code: "TIMEOUT" })),
    target.timeoutMs ?? timeoutMs,
  );
  socket.once("error", (error: NodeJS.ErrnoException) =>
    handshake.resolve({ kind: "https", ...none, failure: (error.code ?? "TLS").slice(0, 80) }),
  );
  socket.once("close", () => handshake.resolve({ kind: "https", ...none, failure: "CLOSED" }));
  socket.once("secureConnect", () => {
    // Node throws for names in a certificate that it cannot read.
    try {
      handshake.resolve(readCertificate(socket, name));
    } catch {
      handshake.resolve({ kind: "https", ...none, failure: "CERTIFICATE" });
    }
    socket.end();
  });
  try {
    return await handshake.promise;
  } finally {
    clearTimeout(limit);
    socket.destroy();
  }
}

function readCertificate(socket: TLSSocket, name: string): CertificateFacts {
  const certificate = socket.getPeerCertificate();
  const validTo = Date.parse(certificate.valid_to ?? "");
  return {
    kind: "https",
    validTo: Number.isNaN(validTo) ? null : Math.max(0, validTo),
    isHostWrong: checkServerIdentity(name, certificate) !== undefined,
    failure: socket.authorized ? "" : String(socket.authorizationError ?? "TLS").slice(0, 80),
  };
}
