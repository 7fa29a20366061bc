import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { isoCBOR } from "@simplewebauthn/server/helpers";

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();
const flags = { present: 0x01, recognised: 0x04, attested: 0x40 };

/**
 * A passkey in software, for tests: the responses of a browser with an authenticator (WebAuthn level 2, ES256, attestation "none"), with a
 * counter that the test sets.
 */
export function createVirtualAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = randomBytes(16);
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const about = (type: string, challenge: string, at = origin) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: at, crossOrigin: false }));
  const data = (counter: number, more: number, ...rest: Uint8Array[]) => {
    const head = Buffer.alloc(5);
    head.writeUInt8(flags.present | more, 0);
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(new URL(origin).hostname), head, ...rest]);
  };
  const outline = { id: base64(id), rawId: base64(id), type: "public-key" as const, clientExtensionResults: {} };
  return {
    id: base64(id),
    register(challenge: string): RegistrationResponseJSON {
      // COSE: an EC2 key (1: 2) for ES256 (3: -7) on P-256 (-1: 1), with its coordinates.
      const cose = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, new Uint8Array(Buffer.from(x, "base64url"))],
          [-3, new Uint8Array(Buffer.from(y, "base64url"))],
        ]),
      );
      const length = Buffer.from([0, id.length]);
      const authData = data(0, flags.attested | flags.recognised, Buffer.alloc(16), length, id, cose);
      const attestation = isoCBOR.encode(
        new Map<string, string | Map<string, string> | Uint8Array>([
          ["fmt", "none"],
          ["attStmt", new Map()],
          ["authData", new Uint8Array(authData)],
        ]),
      );
      const clientDataJSON = base64(about("webauthn.create", challenge));
      return { ...outline, response: { clientDataJSON, attestationObject: base64(attestation), transports: ["usb"] } };
    },
    answer(challenge: string, counter: number, { recognised = true, at = origin } = {}): AuthenticationResponseJSON {
      const client = about("webauthn.get", challenge, at);
      const authenticatorData = data(counter, recognised ? flags.recognised : 0);
      const signature = sign("sha256", Buffer.concat([authenticatorData, sha256(client)]), privateKey);
      return {
        ...outline,
        response: {
          clientDataJSON: base64(client),
          authenticatorData: base64(authenticatorData),
          signature: base64(signature),
        },
      };
    },
  };
}
