import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import PostalMime from "postal-mime";
import { newsletterSubscribers, newsletterSubscriberTopics } from "#db/schema.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import { aMember, anArticleWithComments, signIn } from "./test-data.ts";

/** A confirmed subscriber to urgent alerts, with every topic on offer. */
async function aSubscriber(): Promise<string> {
  const address = `abonnee-${randomUUID()}@example.org`;
  await withSiteDatabase(async (db) => {
    const [row] = await db
      .insert(newsletterSubscribers)
      .values({ address, rhythm: "never", alerts: true, linkKey: randomBytes(32) })
      .returning({ id: newsletterSubscribers.id });
    const subscriberId = row?.id ?? 0;
    const topics = await listTopics(db);
    await db.insert(newsletterSubscriberTopics).values(topics.map(({ id }) => ({ subscriberId, topicId: id })));
  });
  return address;
}

/** The mails that the site wrote, as an independent parser reads them. */
function listMails() {
  const folder = join(process.env.DATA_DIR ?? ".data", "mail");
  const names = readdirSync(folder).filter((name) => name.endsWith(".eml"));
  return Promise.all(names.map((name) => PostalMime.parse(readFileSync(join(folder, name)))));
}

test("an urgent alert goes once to its subscribers, and is in the archive @alone", async ({ page, baseURL }) => {
  test.slow();
  const article = await anArticleWithComments();
  const title = `Essai ${article.slug.slice(6, 14)}`;
  const address = await aSubscriber();
  await signIn(page, await aMember("editor"));
  await page.goto(`/admin/articles/${article.id}`);
  await page.getByRole("button", { name: "Envoyer une alerte…" }).click();
  await expect(page.getByLabel("Objet")).toHaveValue(new RegExp(title));
  await page.getByLabel("Introduction").fill("Mettez à jour **aujourd’hui**.");
  await page.getByRole("button", { name: "Enregistrer" }).click();
  await expect(page.getByText("Enregistré.")).toBeVisible();
  await page.getByRole("button", { name: "Envoyer maintenant…" }).click();
  // Pressed twice by an impatient editor.
  await page.getByRole("button", { name: /^Envoyer à \d+ abonné/ }).dblclick();
  await expect(page).toHaveURL(/\/admin\/newsletter\/\d+\/sending/);
  await expect(page.getByText("Envoi terminé")).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await findMailTo(address, new RegExp(title));
  const received = (await listMails()).filter(({ to }) => to?.some((one) => one.address === address));
  expect(received).toHaveLength(1);
  const [mail] = received;
  expect(mail?.text).toContain("aujourd’hui");
  expect(mail?.html).toContain(`href="${baseURL}${article.path}"`);
  const headers = Object.fromEntries(mail?.headers.map(({ key, value }) => [key, value]) ?? []);
  expect(headers["list-unsubscribe"]).toMatch(/^<http.*\/newsletter\/unsubscribe\?s=[\w-]{54}>$/);
  expect(headers["list-unsubscribe-post"]).toBe("List-Unsubscribe=One-Click");

  await page.goto("/newsletter");
  await page.getByRole("link", { name: new RegExp(title) }).click();
  await expect(
    page
      .locator("main")
      .getByRole("link", { name: new RegExp(title) })
      .first(),
  ).toHaveAttribute("href", article.path);
  await expect(page.locator("main .archive-date").getByText(/\d{4}/)).toHaveCount(1);
});

/** Change by themselves or count requests, and are no effect of a link. */
const ignoredTables = [
  ...["rate_limits", "schedule_runs", "worker_heartbeats", "newsletter_senders"],
  // The worker handles what earlier journeys left.
  ...["pending_notification_mails", "notification_mails", "pending_followed_comments", "mail_claims"],
];

/** A hash of the rows of each table. */
const hashTables = () =>
  withSiteDatabase(async (db) => {
    const tables = await db.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const hashes: [string, string][] = [];
    for (const { name } of tables) {
      if (ignoredTables.includes(name)) continue;
      const [row] = await db.execute<{ hash: string }>(
        sql`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${sql.identifier(name)} as t`,
      );
      hashes.push([name, row?.hash ?? ""]);
    }
    return Object.fromEntries(hashes);
  });

test("opening every link of every mail, as mail scanners do, changes nothing @alone", async ({ request, baseURL }) => {
  test.slow();
  const links = new Set<string>();
  for (const { html = "", text = "", headers } of await listMails()) {
    const stop = headers.find(({ key }) => key === "list-unsubscribe")?.value.slice(1, -1);
    if (stop) links.add(stop);
    for (const [link] of `${html.replaceAll("&amp;", "&")} ${text}`.matchAll(/https?:\/\/[^\s"<>]+/g)) links.add(link);
  }
  const own = [...links].filter((link) => link.startsWith(`${baseURL}/`));
  expect(own.length).toBeGreaterThan(4);
  expect(own.some((link) => link.includes("/newsletter/unsubscribe?s="))).toBe(true);
  const before = await hashTables();
  for (const link of own)
    for (const method of ["GET", "HEAD"]) {
      const answer = await request.fetch(link, { method, maxRedirects: 0 });
      expect(answer.status(), `${method} ${new URL(link).pathname}`).toBeLessThan(500);
    }
  expect(await hashTables()).toEqual(before);
});
