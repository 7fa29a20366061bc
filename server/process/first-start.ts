import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { eq, sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articles } from "#db/schema/articles.ts";
import { members } from "#db/schema/members.ts";
import { settings } from "#db/schema/settings.ts";
import { openSession } from "#db/single-connection.ts";
import { createMember } from "#features/members/mutations.ts";
import { addPresetTemplates } from "#features/moderation/reply-templates/mutations.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import type { Env } from "#lib/env.ts";

/** Stored with the settings: when this database was first served. A site that is emptied later gets no demo content. */
const firstStartKey = "start.first";

/** The time zone of a new site in a language, if it is not the preset of `site.zone`. */
const firstZones: Partial<Record<Locale, string>> = { en: "Europe/London" };

/** "admin" in ASCII, as a number. */
const firstAdminLockId = 418_296_719_726;
/** "first" in ASCII, as a number. */
const firstContentLockId = 439_855_772_532;

async function isEmpty(db: Executor): Promise<boolean> {
  const [article] = await db.select({ id: articles.id }).from(articles).limit(1);
  const [member] = await db.select({ id: members.id }).from(members).limit(1);
  return !article && !member;
}

/** Draws a demo picture by its name. */
type DrawPicture = (name: string) => Promise<Buffer>;

interface FirstContent {
  /** The database's address past a pooler. */
  directUrl: string;
  root: string;
  demo: boolean;
  say: (line: string) => void;
  draw?: DrawPicture;
  locale?: Locale;
}

async function hadFirstStart(db: Executor): Promise<boolean> {
  const rows = await db.select({ key: settings.key }).from(settings).where(eq(settings.key, firstStartKey));
  return rows.length > 0;
}

/**
 * On the very first start with an empty database, sets the time zone, adds the reply templates and installs demo content
 * if it is wanted. Of several instances that start at once, one does so, and the others wait for it.
 */
export async function fillEmptySiteOnce(db: Database, content: FirstContent): Promise<void> {
  if (await hadFirstStart(db)) return;
  // Of a connection, because the content is written in many transactions; released when its process dies.
  const session = openSession(content.directUrl, "vigie first start");
  try {
    await session`select pg_advisory_lock(${firstContentLockId})`;
    if (!(await hadFirstStart(db))) await fillEmptySite(db, content);
  } finally {
    await session.end({ timeout: 1 });
  }
}

async function fillEmptySite(db: Database, options: FirstContent): Promise<void> {
  const empty = await isEmpty(db);
  const zone = firstZones[options.locale ?? siteLocale()];
  if (empty) await addPresetTemplates(db, options.locale);
  if (zone && empty) await setSetting(db, "site.zone", zone);
  const file = path.join(options.root, "server", "cli", "demo", "install.ts");
  if (options.demo && existsSync(file) && empty) {
    options.say("Adding the demo content (DEMO=0 starts empty)…");
    const demo: { installDemo(db: Database, draw?: DrawPicture): Promise<{ articles: number }> } = await import(
      pathToFileURL(file).href
    );
    const { articles: count } = await demo.installDemo(db, options.draw);
    options.say(`  ${count} articles with pictures, comments and ratings.`);
  }
  await db.insert(settings).values({ key: firstStartKey, value: new Date().toISOString() }).onConflictDoNothing();
}

/**
 * Creates the first administrator, with a random password, if there is none. Returns the credentials, to be shown once;
 * undefined if there is an administrator already.
 */
export async function createFirstAdmin(
  db: Executor,
  siteUrl: string,
): Promise<{ email: string; password: string } | undefined> {
  return db.transaction(async (tx) => {
    // Several instances of one site may start on one database at once.
    await tx.execute(sql`select pg_advisory_xact_lock(${firstAdminLockId})`);
    const [known] = await tx.select({ id: members.id }).from(members).where(eq(members.role, "admin")).limit(1);
    if (known) return undefined;
    const password = randomBytes(12).toString("base64url");
    const email = `admin@${new URL(siteUrl).hostname.replace(/^\[.*\]$/, "localhost")}`;
    const created = await createMember(tx, {
      email,
      name: translator()("server.administrator"),
      role: "admin",
      password,
    });
    // Refused when the address belongs to a member without that role: the operator decides then.
    return created.ok ? { email, password } : undefined;
  });
}

/** The lines printed once after the first start: how to sign in, where the mails are, how to stop. */
export function firstStartInstructions(
  site: Pick<Env, "SITE_URL" | "SMTP_URL" | "DATA_DIR">,
  admin: { email: string; password: string },
): string[] {
  return [
    `Sign in as the first administrator at ${site.SITE_URL}/login (shown this once):`,
    `  email     ${admin.email}`,
    `  password  ${admin.password}`,
    ...(site.SMTP_URL ? [] : [`Mails are files in ${path.join(site.DATA_DIR, "mail")} until SMTP_URL is set.`]),
    "Ctrl-C stops the site.",
  ];
}
