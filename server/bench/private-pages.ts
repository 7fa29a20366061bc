import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { connect, type Database } from "#db/client.ts";
import { articleDrafts } from "#db/schema.ts";
import { createMember } from "#features/members/mutations.ts";
import type { Role } from "#features/members/rules.ts";
import { acquirePostgres } from "../postgres/database.ts";
import { formWith, sendForm } from "./forms.ts";
import { median } from "./http-load.ts";
import { type Instrument, type Measured, openInstrument } from "./processor-time.ts";
import { sendRequests } from "./request-load.ts";

/** The pages of the sign-in, of a member and of the staff, with the role that opens them. */
const pages: readonly { path: string; role?: Role }[] = [
  { path: "/login?next=%2Frules" },
  { path: "/register" },
  { path: "/login/link" },
  { path: "/account", role: "reader" },
  { path: "/account/security", role: "reader" },
  { path: "/notifications", role: "reader" },
  { path: "/admin/moderation", role: "moderator" },
  { path: "/admin/articles", role: "editor" },
  { path: "/admin/articles/ID", role: "editor" },
];

const password = "banc-d-essai-assez-long";
/** The bench's network: the site runs with TRUST_PROXY=1. */
const network = { "X-Forwarded-For": "198.18.9.9" };

/** Requests each page `count` times, a few at a time, and resolves to what it cost, by its path. */
export type PrivatePagesRound = (count: number) => Promise<Map<string, Measured>>;

/**
 * Signs in a reader, a moderator and an editor on a running site, and returns the function that requests their pages and
 * those of the sign-in. Its first round warms the site up.
 */
export async function openPrivatePages(db: Database, site: string, instrument: Instrument): Promise<PrivatePagesRound> {
  const cookies = new Map<Role, string>();
  for (const role of ["reader", "moderator", "editor"] as const) cookies.set(role, await signInAs(db, site, role));
  const [draft] = await db.select({ id: articleDrafts.articleId }).from(articleDrafts).limit(1);
  const found = await Promise.all(
    pages
      .filter((page) => draft || !page.path.endsWith("ID"))
      .map(async (page) => {
        const headers = {
          ...network,
          "Accept-Encoding": "gzip",
          ...(page.role && { Cookie: cookies.get(page.role) ?? "" }),
        };
        // The registration is redirected to an address with the time of its opening.
        const answer = await fetch(site + page.path.replace("ID", String(draft?.id)), { headers });
        await answer.arrayBuffer();
        if (answer.status !== 200) throw new Error(`${answer.url} answered ${answer.status}.`);
        const { pathname, search } = new URL(answer.url);
        return { name: page.path.replace(/\?.*$/s, ""), path: pathname + search, headers };
      }),
  );
  return async (count) => {
    const round = new Map<string, Measured>();
    for (const { name, ...request } of found)
      round.set(name, await instrument.measure(() => sendRequests(site, () => request, { count, connections: 4 })));
    return round;
  };
}

async function signInAs(db: Database, site: string, role: Role): Promise<string> {
  const email = `banc-${randomUUID()}@example.org`;
  const created = await createMember(db, { email, name: `Banc ${email.slice(5, 13)}`, role, password });
  if (!created.ok) throw new Error(`A member could not be made: ${created.code}.`);
  const login = `${site}/login`;
  const form = formWith(await (await fetch(login)).text(), "password");
  const answer = await sendForm(login, form, { email, password }, { headers: network });
  const set = answer.headers.getSetCookie().map((one) => one.split(";", 1)[0]);
  if (!set.some((one) => one?.includes("vigie_session="))) throw new Error(`${role}: status ${answer.status}`);
  return set.join("; ");
}

/**
 * `node server/bench/private-pages.ts DATA_DIR=URL …`: measures sites that run on this machine in turn, for example two
 * versions, and prints the medians of the rounds.
 */
async function main(sites: string[]): Promise<void> {
  const opened = await Promise.all(
    sites.map(async (argument) => {
      const [dataDir = "", url = ""] = argument.split("=");
      const lock: unknown = JSON.parse(readFileSync(path.join(dataDir, "vigie.lock"), "utf8"));
      const pid = typeof lock === "object" && lock !== null && "pid" in lock ? Number(lock.pid) : 0;
      const handle = await acquirePostgres({ dataDir });
      const { db, close } = connect(handle.url, { max: 1 });
      const instrument = await openInstrument({ pid, dataDir });
      const round = await openPrivatePages(db, url, instrument);
      const end = () => instrument.close().then(close).then(handle.release);
      return { url, round, rounds: [] as Map<string, Measured>[], end };
    }),
  );
  try {
    for (const { round } of opened) await round(100);
    for (let n = 0; n < 3; n += 1) for (const site of opened) site.rounds.push(await site.round(80));
    for (const { url, rounds } of opened) {
      const of = (name: string, what: keyof Measured) =>
        Number(median(rounds.map((one) => one.get(name)?.[what] ?? Number.NaN)).toFixed(2));
      console.log(url);
      console.table(
        Object.fromEntries(
          [...(rounds[0]?.keys() ?? [])].map((name) => [
            name,
            {
              "node ms": of(name, "nodeMs"),
              "postgres ms": of(name, "postgresMs"),
              statements: of(name, "statements"),
              p50: of(name, "p50"),
              p99: of(name, "p99"),
              failures: of(name, "failures"),
            },
          ]),
        ),
      );
    }
  } finally {
    for (const { end } of opened) await end();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main(process.argv.slice(2));
