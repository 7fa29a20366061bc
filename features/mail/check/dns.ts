import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { OperatorError } from "#lib/operator-error.ts";

/** DNS lookups. A name that has no such record has an empty list; a name server that does not answer throws. */
export interface Dns {
  /** Whether the name server knows the name, with whatever records. */
  exists(name: string): Promise<boolean>;
  txt(name: string): Promise<string[]>;
  /** Mail exchangers, the preferred first. */
  mx(name: string): Promise<string[]>;
  /** IPv4 and IPv6 addresses of a name; an address is its own. */
  addresses(name: string): Promise<string[]>;
  /** The names of an address (PTR). */
  names(address: string): Promise<string[]>;
  /** The form in which mailauth asks; throws ENOTFOUND and ENODATA too. */
  resolve(name: string, type: string): Promise<string[]>;
}

/** Records of one name that are used at most: a name may have any number. */
const maxRecords = 50;
const timeoutMs = 3_000;

/** Opens lookups at a name server (`IP` or `IP:PORT`); without one, at those of the machine. */
export function openDns(server?: string): Dns {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 2 });
  try {
    if (server !== undefined) resolver.setServers([server]);
  } catch {
    throw new OperatorError("--resolver is the address of a name server, as in 192.0.2.53 or 127.0.0.1:5353.");
  }
  const list = async <T>(question: Promise<T[]>): Promise<T[]> => {
    try {
      return (await question).slice(0, maxRecords);
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  };
  return {
    async exists(name) {
      try {
        await resolver.resolve4(name);
        return true;
      } catch (error) {
        if (!isMissing(error)) throw error;
        return error.code === "ENODATA";
      }
    },
    txt: async (name) => (await list(resolver.resolveTxt(name))).map((strings) => strings.join("")),
    mx: async (name) =>
      (await list(resolver.resolveMx(name))).sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange),
    async addresses(name) {
      if (isIP(name)) return [name];
      if (name === "localhost") return ["127.0.0.1"];
      return [...(await list(resolver.resolve4(name))), ...(await list(resolver.resolve6(name)))];
    },
    names: (address) => list(resolver.reverse(address)),
    // mailauth declares lists of texts; what other types answer is objects, which it knows too.
    resolve: (name, type) => resolver.resolve(name, type) as Promise<string[]>,
  };
}

/** Answers that mean there is no such record. */
const missingCodes = new Set(["ENOTFOUND", "ENODATA", "EBADNAME"]);

function isMissing(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "code" in error && missingCodes.has(String(error.code));
}
