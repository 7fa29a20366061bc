import { randomBytes, randomUUID } from "node:crypto";
import { newsletterSignups } from "#db/schema.ts";
import { expect, expectReadableAtBothWidths, test } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import { addSubscribers, anEndedTopic } from "./subscribers.ts";
import { aMember, signIn } from "./test-data.ts";

/** The longest address that the site accepts, with words that no line can hold. */
const longAddress = (mark: string) =>
  `${mark}.${"a".repeat(50 - mark.length)}@${`${"b".repeat(48)}.`.repeat(3)}example.org`;

async function someSubscribers(mark: string, count: number): Promise<void> {
  await withSiteDatabase(async (db) => {
    const subscribers = Array.from({ length: count }, (_, n) => ({
      address: n === 0 ? longAddress(mark) : `${mark}-${n}@example.org`,
      rhythm: n % 2 ? ("weekly" as const) : ("monthly" as const),
      alerts: n % 3 === 0,
      state: n % 4 === 1 ? ("ended" as const) : ("active" as const),
      linkKey: randomBytes(32),
    }));
    await addSubscribers(db, subscribers, [await anEndedTopic(db, "journey-subscribers")]);
  });
}

test("an administrator reads the list of subscribers on a phone: none, one and many, and an address without end", async ({
  page,
}) => {
  const [one, many] = [`un${randomUUID().slice(0, 8)}`, `tous${randomUUID().slice(0, 8)}`];
  await someSubscribers(one, 1);
  await someSubscribers(many, 60);
  await withSiteDatabase((db) =>
    db.insert(newsletterSignups).values({
      address: longAddress(many),
      topicIds: [],
      rhythm: "monthly",
      alerts: false,
      page: `/articles/${"x".repeat(200)}`,
      consentText: "Oui.",
      state: "held",
      linkKey: randomBytes(32),
      expiresAt: new Date(Date.now() + 86_400_000),
    }),
  );
  await signIn(page, await aMember("admin"));
  const find = async (words: string) => {
    await page.getByRole("searchbox").fill(words);
    await page.getByRole("searchbox").press("Enter");
    await page.waitForURL((url) => url.searchParams.get("q") === words);
  };
  await page.goto("/admin/newsletter/subscribers");
  await expectReadableAtBothWidths(page);
  await find(`personne-${one}`);
  await expect(page.getByText("Aucune adresse ne contient ce texte.")).toBeVisible();
  await expectReadableAtBothWidths(page);
  await find(one);
  const rows = page
    .locator(".subscribers-section", { has: page.getByRole("searchbox") })
    .locator(".subscriber-list > li");
  await expect(rows).toHaveCount(1);
  await rows.getByText("Désabonner", { exact: true }).click();
  await expectReadableAtBothWidths(page);
  await find(many);
  await expect(rows).toHaveCount(50);
  await expectReadableAtBothWidths(page);
  await page.getByRole("link", { name: "Abonnés plus anciens" }).click();
  await expect(rows).toHaveCount(10);
  await expect(page.getByRole("searchbox")).toHaveValue(many);
});
