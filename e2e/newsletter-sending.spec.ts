import { randomBytes, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import PostalMime from "postal-mime";
import { newsletterIssues } from "#db/schema.ts";
import { composeAlert } from "#features/newsletter/issues/compose.ts";
import { listTopics } from "#features/newsletter/queries.ts";
import { pauseIssue, startSending } from "#features/newsletter/sending/mutations.ts";
import { withoutBackgroundWork } from "./background-work.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./fixtures.ts";
import { findMailTo } from "./mailbox.ts";
import { withSiteDatabase } from "./site-database.ts";
import { addSubscribers, anEndedTopic } from "./subscribers.ts";
import { aMember, anArticleWithComments, findMemberRow, signIn } from "./test-data.ts";

/** A confirmed subscriber to urgent alerts, with every topic on offer. */
async function aSubscriber(): Promise<string> {
  const address = `abonnee-${randomUUID()}@example.org`;
  await withSiteDatabase(async (db) => {
    const subscriber = { address, rhythm: "never" as const, alerts: true, linkKey: randomBytes(32) };
    await addSubscribers(db, [subscriber], await listTopics(db));
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

/**
 * An alert of which so many mails were queued, sent or not. It is paused, so that the worker of the site sends none of
 * them; `sent` ones are recorded as sent.
 */
async function aPausedAlert(queued: number, sent: number): Promise<number> {
  const article = await anArticleWithComments();
  const addresses = Array.from({ length: queued + sent }, () => `abonnee-${randomUUID()}@example.org`);
  return withSiteDatabase(async (db) => {
    // A topic of its own: the subscribers of other journeys do not get the issue.
    const topic = await anEndedTopic(db, randomUUID());
    const topicId = topic.id;
    const subscriberIds = await addSubscribers(
      db,
      addresses.map((address) => ({ address, rhythm: "never" as const, alerts: true, linkKey: randomBytes(32) })),
      [topic],
    );
    const { id: by } = await findMemberRow(await aMember("editor"));
    const composed = await composeAlert(db, by, article.id);
    if (!composed.ok) throw new Error(composed.code);
    const { id } = composed.value;
    await db.update(newsletterIssues).set({ topicId }).where(eq(newsletterIssues.id, id));
    // Started and paused in one transaction: no sender sees it in between.
    await db.transaction(async (tx) => {
      const started = await startSending(tx as typeof db, id, by, 0);
      if (!started.ok) throw new Error(started.code);
      const paused = await pauseIssue(tx, id);
      if (!paused.ok) throw new Error(paused.code);
      const ids = sql.join(
        subscriberIds.slice(0, sent).map((one) => sql`${one}::bigint`),
        sql`, `,
      );
      for (const state of ["sending", "sent"])
        await tx.execute(sql`update newsletter_deliveries set state = ${state}::newsletter_delivery_state,
          sent_at = case when ${state} = 'sent' then now() end where issue_id = ${id} and subscriber_id in (${ids})`);
    });
    return id;
  });
}

test("without JavaScript an editor sees the progress by reloading, resumes, pauses and cancels @alone", async ({
  browser,
  baseURL,
}) => {
  test.slow();
  const id = await aPausedAlert(3, 2);
  const context = await browser.newContext({ baseURL: baseURL ?? "", javaScriptEnabled: false });
  const page = await context.newPage();
  const editor = await aMember("editor");
  const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
  try {
    await signIn(page, editor);
    await page.goto(`/admin/newsletter/${id}/sending`);
    await expect(page.getByRole("heading", { name: "Envoi en pause" })).toBeVisible();
    await expect(page.getByText("2 courriels traités sur 5.")).toBeVisible();
    // Another process records a mail as sent: the page shows it once it is loaded again.
    await withSiteDatabase(async (db) => {
      for (const state of ["sending", "sent"])
        await db.execute(sql`update newsletter_deliveries set state = ${state}::newsletter_delivery_state,
          sent_at = case when ${state} = 'sent' then now() end
          where issue_id = ${id} and subscriber_id = (select max(subscriber_id) from newsletter_deliveries where issue_id = ${id})`);
      // Due tomorrow: the rest is not sent when the editor resumes.
      await db.execute(sql`update newsletter_deliveries set due_at = now() + interval '1 day' where issue_id = ${id}`);
    });
    await page.reload();
    await expect(page.getByText("3 courriels traités sur 5.")).toBeVisible();
    await expectNoSidewaysScroll(page);
    await press("Reprendre l’envoi");
    await expect(page.getByRole("heading", { name: "Envoi en cours" })).toBeVisible();
    await press("Mettre en pause");
    await expect(page.getByRole("heading", { name: "Envoi en pause" })).toBeVisible();
    await press("Annuler le reste…");
    await press("Ne pas annuler");
    await expect(page.getByRole("heading", { name: "Envoi en pause" })).toBeVisible();
    await press("Annuler le reste…");
    await press("Annuler le reste de l’envoi");
    await expect(page.getByRole("heading", { name: "Envoi annulé" })).toBeVisible();
    await expect(page.getByText(`${editor.name} a annulé l’envoi`)).toContainText(
      "3 abonnés ont reçu ce numéro, sur 5.",
    );
    await expect(page.getByRole("button", { name: "Reprendre l’envoi" })).toBeHidden();
    await page.goto(`/admin/newsletter/${id}`);
    await expect(page.getByText(`${editor.name} a annulé l’envoi`)).toBeVisible();
  } finally {
    await context.close();
  }
});

/** Count requests, or are written by processes about themselves for as long as they run. Neither is an effect of a link. */
const ignoredTables = ["rate_limits", "worker_heartbeats", "newsletter_senders", "health_samples"];

/** A hash of the rows of each table. */
const hashTables = () =>
  withSiteDatabase(async (db) => {
    const tables = await db.execute<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const hashes = new Map<string, string>();
    for (const { name } of tables) {
      if (ignoredTables.includes(name)) continue;
      const [row] = await db.execute<{ hash: string }>(
        sql`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${sql.identifier(name)} as t`,
      );
      hashes.set(name, row?.hash ?? "");
    }
    return hashes;
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
  await withoutBackgroundWork(async () => {
    const before = await hashTables();
    for (const link of own)
      for (const method of ["GET", "HEAD"]) {
        const answer = await request.fetch(link, { method, maxRedirects: 0 });
        expect(answer.status(), `${method} ${new URL(link).pathname}`).toBeLessThan(500);
      }
    const changed = [...(await hashTables())].filter(([name, hash]) => before.get(name) !== hash).map(([name]) => name);
    expect(changed, `Tables that opening ${own.length} links changed: ${changed.join(", ")}`).toEqual([]);
  });
});
