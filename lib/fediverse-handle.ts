/** Maximum length of a handle: a user name of 64 characters and a domain of 253. */
export const maxFediverseHandle = 320;

const user = /^[a-z0-9_](?:[a-z0-9_.-]{0,62}[a-z0-9_])?$/i;
const domain = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/**
 * Returns a typed fediverse account as `@user@host`: also typed without the first @, or as the address of its
 * profile (`https://host/@user`). An internationalised domain is written in ASCII. Undefined if it cannot be an account.
 */
export function normaliseFediverseHandle(typed: string): string | undefined {
  const text = typed.trim();
  if (text.length > maxFediverseHandle) return undefined;
  const byAddress = /^https:\/\/([^/@?#\s]+)\/@([^/@?#\s]+)\/?$/.exec(text);
  const byName = /^@?([^@/\s]+)@([^@/?#\s]+)$/.exec(text);
  const name = byAddress?.[2] ?? byName?.[1];
  const host = byAddress?.[1] ?? byName?.[2];
  if (name === undefined || host === undefined || !user.test(name)) return undefined;
  const address = `https://${host}/`;
  // Parsed for its ASCII form. A port, or an address in numbers, is no domain.
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (parsed?.port !== "" || host.includes(":") || !domain.test(parsed.hostname)) return undefined;
  return `@${name}@${parsed.hostname}`;
}

/** Returns the address of an account's profile; undefined if the handle is not as `normaliseFediverseHandle` returns it. */
export function fediverseProfile(handle: string): string | undefined {
  if (normaliseFediverseHandle(handle) !== handle) return undefined;
  const [, name, host] = handle.split("@");
  return `https://${host}/@${name}`;
}
