import { generateKeyPairSync, sign } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/**
 * A stub of GitHub and Google for journeys: the same addresses and responses, and a page on which the user chooses the account. The code contains the
 * whole response, so nothing is stored. By hand: `node server/testing/oauth-provider.ts 4410`, then AUTH_GITHUB_URL=http://localhost:4410/github and
 * AUTH_GOOGLE_ISSUER=http://localhost:4410/google.
 */
interface OAuthProvider {
  url: string;
  /** The environment with which the site uses this stub for both providers. */
  env: Record<string, string>;
}

interface ProviderAccount {
  email: string;
  verified: boolean;
  subject: string;
  nonce: string;
  client: string;
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (text: string): ProviderAccount => JSON.parse(Buffer.from(text, "base64url").toString());

/** Starts the stub on a local port; it ends with the process. */
export async function startOAuthProvider(port: number): Promise<OAuthProvider> {
  const url = `http://localhost:${port}`;
  const server = createServer((request, answer) => {
    respond(url, request, answer).catch((error: unknown) => {
      answer.writeHead(400, { "content-type": "text/plain" }).end(String(error));
    });
  });
  server.unref();
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, "127.0.0.1", resolve));
  return {
    url,
    env: {
      AUTH_GITHUB_ID: "vigie",
      AUTH_GITHUB_SECRET: "secret",
      AUTH_GITHUB_URL: `${url}/github`,
      AUTH_GOOGLE_ID: "vigie",
      AUTH_GOOGLE_SECRET: "secret",
      AUTH_GOOGLE_ISSUER: `${url}/google`,
    },
  };
}

async function respond(base: string, request: IncomingMessage, answer: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", base);
  const json = (value: unknown) =>
    void answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
  const bearer = () => decode(request.headers.authorization?.replace(/^Bearer /i, "") ?? "");
  switch (pathname) {
    case "/github/login/oauth/authorize":
    case "/google/authorize":
      if (request.method === "GET")
        return void answer.writeHead(200, { "content-type": "text/html" }).end(page(searchParams));
      return void answer.writeHead(303, { location: readDecision(new URLSearchParams(await bodyOf(request))) }).end();
    case "/github/login/oauth/access_token":
    case "/google/token": {
      const code = new URLSearchParams(await bodyOf(request)).get("code") ?? "";
      const tokens = { access_token: code, token_type: "bearer", expires_in: 60 };
      if (pathname.startsWith("/github/")) return json({ ...tokens, scope: "read:user,user:email" });
      return json({ ...tokens, id_token: idToken(`${base}/google`, decode(code)) });
    }
    case "/github/api/v3/user":
      return json({ id: Number(bearer().subject), login: "octo", name: "Octavie Essai", email: null });
    case "/github/api/v3/user/emails":
      return json([
        { email: "other@example.org", primary: false, verified: true },
        { email: bearer().email, primary: true, verified: bearer().verified },
      ]);
    case "/google/.well-known/openid-configuration":
      return json({
        issuer: `${base}/google`,
        authorization_endpoint: `${base}/google/authorize`,
        token_endpoint: `${base}/google/token`,
        userinfo_endpoint: `${base}/google/userinfo`,
        jwks_uri: `${base}/google/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    case "/google/keys":
      return json({ keys: [{ ...publicKey.export({ format: "jwk" }), alg: "RS256", use: "sig", kid: "1" }] });
    default:
      answer.writeHead(404).end();
  }
}

/** The page that asks who signs in, and whether they give the site access. */
function page(parameters: URLSearchParams): string {
  const hiddenFields = ["redirect_uri", "state", "nonce", "client_id"].map((name) => {
    const value = (parameters.get(name) ?? "").replace(/[&"<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    return `<input type="hidden" name="${name}" value="${value}">`;
  });
  return `<!DOCTYPE html><html lang="en"><title>Provider</title><form method="post">${hiddenFields.join("")}
    <label>Email <input name="email"></label><label>Number <input name="subject"></label>
    <label><input type="checkbox" name="verified" checked> Verified</label>
    <button name="answer" value="yes">Authorize</button><button name="answer" value="no">Cancel</button></form></html>`;
}

function readDecision(form: URLSearchParams): string {
  const get = (name: string) => form.get(name) ?? "";
  const back = new URL(get("redirect_uri"));
  if (get("state")) back.searchParams.set("state", get("state"));
  if (get("answer") === "yes") {
    const { email, subject, nonce } = Object.fromEntries(form) as Record<string, string>;
    const person = { email, subject, nonce, verified: form.has("verified"), client: get("client_id") };
    back.searchParams.set("code", encode(person));
  } else back.searchParams.set("error", "access_denied");
  return back.href;
}

function idToken(issuer: string, { email, verified, subject, nonce, client }: ProviderAccount): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: client,
    sub: subject,
    iat: now,
    exp: now + 60,
    ...(nonce ? { nonce } : {}),
    email,
    email_verified: verified,
    name: "Octavie Essai",
  };
  const signed = `${encode({ alg: "RS256", kid: "1" })}.${encode(claims)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request.setEncoding("utf8")) text += part;
  return text;
}

if (import.meta.main) {
  const { env } = await startOAuthProvider(Number(process.argv[2]));
  // Keeps the process running until it is stopped, also in the background, where there is no input to wait for.
  setInterval(() => undefined, 2 ** 30);
  for (const [name, value] of Object.entries(env)) console.log(`${name}=${value}`);
}
