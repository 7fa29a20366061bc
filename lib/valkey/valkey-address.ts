import { decodePercentEncoding } from "../url-text.ts";

/** How to connect to a Valkey server, as iovalkey names it. */
interface ValkeyAddress {
  host: string;
  port: number;
  username?: string;
  password?: string;
  /** The number of the database. */
  db: number;
  tls?: Record<string, never>;
}

const isEncrypted = new Map([
  ["redis:", false],
  ["valkey:", false],
  ["rediss:", true],
  ["valkeys:", true],
]);

/** Reads `valkey://USER:PASSWORD@HOST:PORT/NUMBER` (or `valkeys`, `redis`, `rediss`); undefined if it is no such address. */
export function parseValkeyAddress(text: string): ValkeyAddress | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  const encrypted = isEncrypted.get(protocol);
  if (encrypted === undefined || hostname === "" || !/^\/?\d{0,5}$/.test(pathname) || search !== "" || hash !== "")
    return undefined;
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? 6379 : Number(port),
    db: Number(pathname.slice(1)),
    ...(username !== "" && { username: decodePercentEncoding(username) }),
    ...(password !== "" && { password: decodePercentEncoding(password) }),
    ...(encrypted && { tls: {} }),
  };
}
