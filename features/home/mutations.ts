import { sql } from "drizzle-orm";
import { homeCacheTag } from "#db/cache-tags/home.ts";
import type { Database, Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { homePins } from "#db/schema.ts";
import { findLastSettingChange } from "#features/settings/change-log.ts";
import { recordListChange } from "#features/settings/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, parseLocalTime } from "#lib/dates.ts";
import { enqueue } from "#lib/jobs.ts";
import { reorderIds } from "#lib/reorder.ts";
import { ok, type Refusal, type Result, refused } from "#lib/result.ts";
import { hashVersion } from "#lib/version-hash.ts";
import { removeExpiredPinsJob } from "./jobs.ts";
import { findPublishedTitle, listPins, type Pin } from "./queries.ts";
import { maxPins } from "./rules.ts";
import type { HomeOrderInput } from "./schema.ts";

/** Identifies the order that a page showed. */
export function pinsVersion(pins: Pin[]): string {
  return hashVersion(pins.map(({ id, until }) => [id, until?.getTime() ?? null]));
}

/**
 * Changes the order of the home page by one step, if it is still the order that the page showed. Unpublished articles
 * and expired pins are removed for good. Refused with `home.changed` (who and when), `home.tooMany`,
 * `home.notPublished`, or beside the date.
 */
export async function updateHomeOrder(
  db: Database,
  editorId: number,
  step: HomeOrderInput,
): Promise<Result<{ pins: number }>> {
  return db.transaction(async (tx): Promise<Result<{ pins: number }>> => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('vigie:home'))`);
    const before = await listPins(tx);
    if (pinsVersion(before) !== step.version) return refuseStaleOrder(tx);
    const zone = (await readSettings(tx))["site.zone"];
    const until = step.act === "until" ? parseExpiry(step.until, zone) : null;
    if (until === undefined) return refused("home.untilWrong", { until: "home.untilWrong" });
    if (until && until.getTime() <= Date.now()) return refused("home.untilPast", { until: "home.untilPast" });
    const ids = reorderIds(
      before.map(({ id }) => id),
      step.act,
      step.id ?? 0,
      step.order,
    );
    // An order from a version with more places may be arranged and shortened, but not made longer.
    if (ids.length > Math.max(maxPins, before.length)) return refused("home.tooMany", undefined, { max: maxPins });
    const after: Pin[] = [];
    for (const id of ids) {
      const known = before.find((pin) => pin.id === id);
      const title = known?.title ?? (await findPublishedTitle(tx, id));
      if (title === undefined) return refused("home.notPublished");
      const pin = known ?? { id, slug: "", title, until: null };
      after.push(step.act === "until" && id === step.id ? { ...pin, until } : pin);
    }
    if (pinsVersion(after) === step.version) return ok({ pins: after.length });
    await storePins(tx, editorId, after);
    if (until) await enqueue(tx, removeExpiredPinsJob, {}, { at: until });
    await recordListChange(tx, "home.order", describePins(before, zone), describePins(after, zone), editorId);
    await invalidateTags(tx, [homeCacheTag], "update");
    return ok({ pins: after.length });
  });
}

async function storePins(tx: Executor, editorId: number, pins: Pin[]): Promise<void> {
  const ids = sql.param(pins.map(({ id }) => id));
  await tx.execute(sql`delete from ${homePins} where not article_id = any(${ids}::bigint[])`);
  for (const [position, { id, until }] of pins.entries())
    await tx
      .insert(homePins)
      .values({ articleId: id, position, expiresAt: until, pinnedBy: editorId })
      .onConflictDoUpdate({ target: homePins.articleId, set: { position, expiresAt: until } });
}

function parseExpiry(typed: string, zone: string): Date | null | undefined {
  return typed === "" ? null : parseLocalTime(typed.slice(0, 16), zone);
}

/** Describes the pins for the list of changes: titles, each with its expiry. */
function describePins(pins: Pin[], zone: string): string[] {
  const t = translator();
  return pins.map(({ title, until }) =>
    until
      ? t("home.order.titleWithExpiry", {
          title,
          until: formatDate(until, { locale: siteLocale(), zone, style: "long" }),
        })
      : title,
  );
}

async function refuseStaleOrder(tx: Executor): Promise<Refusal> {
  const last = await findLastSettingChange(tx, "home.order");
  const zone = (await readSettings(tx))["site.zone"];
  const at = last ? formatDate(last.at, { locale: siteLocale(), zone, style: "long" }) : "";
  return refused("home.changed", undefined, { known: last?.by ? "yes" : "no", name: last?.by ?? "", at });
}
