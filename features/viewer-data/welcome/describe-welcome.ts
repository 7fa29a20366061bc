import type { Executor } from "#db/client.ts";
import type { Welcome } from "#features/auth/viewer-data.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { readSettings } from "#features/settings/queries.ts";
import type { Settings } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { readUsualWait } from "./queries.ts";

const maxRules = 3;

/** Describes the rules and the review of first comments for a new member. */
export function describeWelcome(settings: Settings, waitSeconds: number | undefined): Welcome {
  const t = translator();
  const own = settings["comments.welcomeRules"].split("\n").filter((line) => line.trim() !== "");
  const rules =
    own.length > 0
      ? own.slice(0, maxRules).map((line) => ({ title: typeset(line.trim()), href: "/rules" }))
      : listCommunityRules(settings)
          .slice(0, maxRules)
          .map(({ anchor, title }) => ({ title: typeset(title), href: `/rules#${anchor}` }));
  const count = settings["comments.newcomer"];
  const wait = waitSeconds === undefined ? "none" : formatWait(waitSeconds);
  return {
    title: t.typeset("comments.welcome.title"),
    rules,
    review: t.typeset("comments.welcome.review", { count, wait }),
    dismiss: t("comments.welcome.dismiss"),
  };
}

/** Rounds a time up: "une heure", "3 heures", "2 jours". */
function formatWait(seconds: number): string {
  const hours = Math.max(1, Math.ceil(seconds / 3_600));
  const t = translator();
  return hours <= 24
    ? t.typeset("comments.welcome.hours", { count: hours })
    : t.typeset("comments.welcome.days", { count: Math.ceil(hours / 24) });
}

/** How long a described welcome is used: the usual wait changes slowly. */
const maxAgeMs = 5 * 60_000;
const known = new WeakMap<Executor, { welcome: Promise<Welcome>; expiresAt: number }>();

/** Loads the welcome of new members: two statements in five minutes. */
export function loadWelcome(db: Executor): Promise<Welcome> {
  const last = known.get(db);
  if (last && performance.now() < last.expiresAt) return last.welcome;
  const welcome = Promise.all([readSettings(db), readUsualWait(db)]).then(([settings, wait]) =>
    describeWelcome(settings, wait),
  );
  known.set(db, { welcome, expiresAt: performance.now() + maxAgeMs });
  welcome.catch(() => known.delete(db));
  return welcome;
}
