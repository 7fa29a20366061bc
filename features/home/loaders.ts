import { database } from "#db/client.ts";
import { listArticles } from "#features/articles/queries.ts";
import { searchPublishedArticles } from "#features/newsroom/list/queries.ts";
import { findLastSettingChange } from "#features/settings/change-log.ts";
import { readSettings } from "#features/settings/queries.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import { pinsVersion } from "./mutations.ts";
import { listPins } from "./queries.ts";
import { maxPins } from "./rules.ts";

/** Maximum number of search results. */
const maxSearchResults = 20;

/** The articles that follow: the first ones take the places that no pin has. */
const maxCandidates = 6;

/** Loads the present order, the articles that follow automatically, and the published articles that match `words`. */
export async function loadHomeOrder(words: string) {
  const db = database();
  const [pins, newest, found, last, settings] = await Promise.all([
    listPins(db),
    listArticles(db, { kind: "all" }, 1, maxPins + maxCandidates),
    words === "" ? undefined : searchPublishedArticles(db, words, maxSearchResults),
    findLastSettingChange(db, "home.order"),
    readSettings(db),
  ]);
  const t = translator();
  const zone = settings["site.zone"];
  const chosen = new Set(pins.map(({ id }) => id));
  const isFree = ({ id }: { id: number }) => !chosen.has(id);
  return {
    version: pinsVersion(pins),
    pins: pins.map(({ until, ...story }) => ({
      ...story,
      untilText: until
        ? t("home.order.untilText", { at: formatDate(until, { locale: siteLocale(), zone, style: "long" }) })
        : "",
      untilField: until ? isoWithZone(until, zone).slice(0, 16) : "",
    })),
    next: newest.filter(isFree).slice(0, maxCandidates).map(toFrontArticle),
    found: found?.filter(isFree).map(toFrontArticle),
    last,
  };
}

const toFrontArticle = ({ id, slug, title }: { id: number; slug: string; title: string }) => ({ id, slug, title });
