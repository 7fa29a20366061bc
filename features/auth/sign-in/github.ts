import { z } from "zod";
import { log } from "#lib/log/log.ts";

const userSchema = z.looseObject({ id: z.number(), login: z.string(), name: z.string().nullish() });
const emailsSchema = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/**
 * Fetches the GitHub account with its primary address and whether GitHub has verified it. Ignores the public address of the profile, whose
 * verification is unknown. Throws if GitHub does not answer as documented.
 */
export async function fetchGitHubProfile(api: string, token: string | undefined) {
  const headers = { authorization: `Bearer ${token}`, accept: "application/vnd.github+json", "user-agent": "vigie" };
  const fetchJson = async (path: string): Promise<unknown> => {
    const answer = await fetch(`${api}${path}`, { headers, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status} to ${path}.`);
    return answer.json();
  };
  const [user, emails] = await Promise.all([
    fetchJson("/user").then((read) => userSchema.parse(read)),
    fetchJson("/user/emails")
      .then((read) => emailsSchema.parse(read))
      .catch((error: unknown) => {
        log.warn({ err: error }, "GitHub gave no addresses.");
        return [];
      }),
  ]);
  const primary = emails.find((email) => email.primary);
  return {
    id: user.id,
    login: user.login,
    name: user.name ?? user.login,
    email: primary?.email ?? null,
    email_verified: primary?.verified ?? false,
  };
}
