import { database } from "#db/client.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { getSettings } from "#features/settings/cached.ts";
import { typeset } from "#lib/typography.ts";
import { listReplyTemplates, templateVersion } from "./queries.ts";

/** Loads the page of the templates, with the rules that they may be about. */
export async function loadReplyTemplates() {
  const [templates, settings] = await Promise.all([listReplyTemplates(database()), getSettings()]);
  return {
    templates: templates.map((template) => ({ ...template, version: templateVersion(template) })),
    rules: listCommunityRules(settings).map(({ anchor, title }) => ({ anchor, title: typeset(title) })),
  };
}
