import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import Credentials from "next-auth/providers/credentials";
import GitHub from "next-auth/providers/github";
import Google from "next-auth/providers/google";
import { database } from "#db/client.ts";
import { findStanding } from "#features/members/standing/queries.ts";
import { mayParticipate } from "#features/members/standing/rules.ts";
import { clientCookies, clientHeaders } from "#lib/cache/client-request.ts";
import { readClientNetwork } from "#lib/client-network.ts";
import { type Env, env } from "#lib/env.ts";
import { browserUserAgent } from "#lib/html-limited-agent.ts";
import { rememberDevice, setGreetingCookie, setSessionHintCookie } from "../cookies.ts";
import { codePagePath, startCodeChallenge } from "../second-step/code-challenge.ts";
import { requiresCode } from "../second-step/mutations.ts";
import { revokeSession, startSession } from "../sessions/mutations.ts";
import { sessionDays } from "../sessions/rules.ts";
import { sessionCookieName } from "../sessions/session-cookies.ts";
import { readSessionIdentity } from "../sessions/session-identity.ts";
import { consumeToken } from "../tokens.ts";
import { logAuthError } from "./auth-errors.ts";
import { safeDestination } from "./destination.ts";
import { fetchGitHubProfile } from "./github.ts";
import { findOrCreateMemberByIdentity } from "./identities.ts";

/**
 * The only use of next-auth. Our own actions check every kind of sign-in (password, mailed link, passkey, second step), then hand over a
 * single-use ticket; GitHub and Google are added if configured. The JWT holds identity only: member, session, version; PostgreSQL is asked
 * for everything else at each request (`getViewer`).
 */
const { handlers, signIn, signOut } = NextAuth(() => {
  const rest = env();
  const secure = rest.SITE_URL.startsWith("https:");
  return {
    basePath: "/api/auth",
    trustHost: true,
    session: { strategy: "jwt", maxAge: sessionDays * 86_400, updateAge: 86_400 },
    cookies: {
      sessionToken: {
        name: sessionCookieName(),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    pages: { signIn: "/login", error: "/login" },
    providers: [
      Credentials({
        id: "ticket",
        credentials: { ticket: {} },
        async authorize({ ticket }, request) {
          const consumed = await consumeToken(database(), "signIn", String(ticket));
          if (!consumed) return null;
          await revokeCurrentSession();
          const userAgent = browserUserAgent(request.headers.get("user-agent"));
          const session = await startSession(database(), consumed.memberId, consumed.payload, userAgent);
          return { id: String(consumed.memberId), sessionId: session.id, version: session.version };
        },
      }),
      ...(rest.AUTH_GITHUB_ID ? [createGitHubProvider(rest)] : []),
      ...(rest.AUTH_GOOGLE_ID
        ? [
            Google({
              clientId: rest.AUTH_GOOGLE_ID,
              clientSecret: rest.AUTH_GOOGLE_SECRET,
              issuer: rest.AUTH_GOOGLE_ISSUER,
            }),
          ]
        : []),
    ],
    logger: {
      error: logAuthError,
      warn() {},
      debug() {},
    },
    callbacks: {
      // Paths only: a visitor on another host than SITE_URL's stays there.
      redirect({ url, baseUrl }) {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : undefined;
        if (target?.origin !== baseUrl) return "/";
        const path = `${target.pathname}${target.search}${target.hash}`;
        // The sign-in pages show what `signIn` below refuses; they are no destinations afterwards.
        return /^\/login(?:\/|$)/.test(target.pathname) ? path : safeDestination(path);
      },
      async signIn({ user, account, profile }) {
        if (!account || account.provider === "ticket") return true;
        const network = readClientNetwork(await clientHeaders());
        const member = await findOrCreateMemberByIdentity(
          database(),
          account.provider,
          account.providerAccountId,
          profile,
          network,
        );
        if (!member.ok) return `/login?error=${encodeURIComponent(member.code)}`;
        const { id } = member.value;
        const standing = await findStanding(database(), id);
        if (!mayParticipate(standing)) {
          const until = standing.banned ? undefined : standing.suspendedUntil?.toISOString();
          return until ? `/login?error=member.suspended&until=${until}` : "/login?error=member.banned";
        }
        if (await requiresCode(database(), id)) {
          await startCodeChallenge(database(), {
            memberId: id,
            method: account.provider,
            next: await readCallbackDestination(),
          });
          return codePagePath;
        }
        await revokeCurrentSession();
        const userAgent = browserUserAgent((await clientHeaders()).get("user-agent"));
        const session = await startSession(database(), id, account.provider, userAgent);
        Object.assign(user, { id: String(id), sessionId: session.id, version: session.version });
        return true;
      },
      jwt({ token, user }) {
        if (user && "sessionId" in user && "version" in user) {
          return { sub: user.id, sid: user.sessionId, v: user.version };
        }
        return token;
      },
    },
    events: {
      async signIn({ user, account }) {
        // Our own sign-in methods set the greeting in `completeSignIn`.
        if (account && account.provider !== "ticket") await setGreetingCookie("signedIn");
        await rememberDevice(Number(user.id));
        await setSessionHintCookie(sessionDays * 86_400);
      },
      async signOut(message) {
        const token = "token" in message ? message.token : undefined;
        if (token?.sid) await revokeSession(database(), Number(token.sub), String(token.sid));
        await setSessionHintCookie(0);
      },
    },
  };
});

export { signIn, signOut };

/** Handles the callback from a provider: the only route of next-auth that this site uses. */
export async function handleProviderCallback(request: NextRequest): Promise<Response> {
  const { AUTH_GITHUB_ID, AUTH_GOOGLE_ID } = env();
  const known = [AUTH_GITHUB_ID && "github", AUTH_GOOGLE_ID && "google"];
  const provider = /^\/api\/auth\/callback\/([a-z]+)$/.exec(request.nextUrl.pathname)?.[1];
  if (provider === undefined || !known.includes(provider)) {
    return new Response("", { status: 404, headers: { "Content-Type": "text/html; charset=utf-8" } });
  }
  return handlers.GET(request);
}

/** Revokes the browser's present session when someone signs in over it (another tab, a mailed link), since its cookie is replaced. */
async function revokeCurrentSession(): Promise<void> {
  const present = await readSessionIdentity((await clientHeaders()).get("cookie"));
  if (present) await revokeSession(database(), present.memberId, present.id);
}

/** GitHub, or a GitHub Enterprise Server. */
function createGitHubProvider({ AUTH_GITHUB_ID, AUTH_GITHUB_SECRET, AUTH_GITHUB_URL }: Env) {
  const isEnterprise = AUTH_GITHUB_URL !== "https://github.com";
  const api = isEnterprise ? `${AUTH_GITHUB_URL}/api/v3` : "https://api.github.com";
  return GitHub({
    clientId: AUTH_GITHUB_ID,
    clientSecret: AUTH_GITHUB_SECRET,
    ...(isEnterprise ? { enterprise: { baseUrl: AUTH_GITHUB_URL } } : {}),
    userinfo: {
      url: `${api}/user`,
      request: ({ tokens }: { tokens: { access_token?: string } }) => fetchGitHubProfile(api, tokens.access_token),
    },
  });
}

/** Reads the destination from before the redirect to a provider; next-auth keeps it in a cookie. */
async function readCallbackDestination(): Promise<string> {
  const jar = await clientCookies();
  const callbackUrl = ["__Secure-", ""].map((prefix) => jar.get(`${prefix}authjs.callback-url`)?.value).find(Boolean);
  if (!callbackUrl || !URL.canParse(callbackUrl, env().SITE_URL)) return "/";
  const { pathname, search } = new URL(callbackUrl, env().SITE_URL);
  return safeDestination(`${pathname}${search}`);
}
