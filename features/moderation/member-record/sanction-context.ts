import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { typeset } from "#lib/typography.ts";
import type { ReplyTemplate } from "../reply-templates/rules.ts";

/** What the forms for sanctions need of the site: the rules that they may cite, its reply templates, and the zone of its times. */
export interface SanctionContext {
  rules: { anchor: string; title: string }[];
  templates: ReplyTemplate[];
  zone: string;
}

export function toSanctionContext(settings: Settings, templates: ReplyTemplate[]): SanctionContext {
  const rules = listCommunityRules(settings).map(({ anchor, title }) => ({ anchor, title: typeset(title) }));
  return { rules, templates, zone: settings["site.zone"] };
}
