import { getPageTitles } from "#features/pages/cached.ts";
import { pageAddress } from "#features/pages/rules.ts";
import { typeset } from "#lib/typography.ts";

export interface NamedLink {
  href: string;
  label: string;
}

/** Slugs under which editors publish what to do in an emergency. */
const emergencySlugs = ["urgence", "que-faire-maintenant", "emergency", "what-to-do-now"];

/** The site's page for emergencies: an added page with one of the usual slugs. Undefined if there is none. */
export async function findEmergencyPage(): Promise<NamedLink | undefined> {
  const page = (await getPageTitles(emergencySlugs))[0];
  return page && { href: pageAddress(page.slug), label: typeset(page.title) };
}
