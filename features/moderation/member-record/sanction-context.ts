import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";

/** What the forms for sanctions need of the site: the rules that they may cite, and the zone of its times. */
export interface SanctionContext {
  rules: { anchor: string; title: string }[];
  zone: string;
}

export function toSanctionContext(settings: Settings): SanctionContext {
  const rules = listCommunityRules(settings).map(({ anchor, title }) => ({ anchor, title: typeset(title) }));
  return { rules, zone: settings["site.zone"] };
}
