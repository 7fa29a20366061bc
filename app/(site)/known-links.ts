import { movedPlace } from "#features/redirects/cached.ts";
import { listNavigation } from "#features/taxonomy/cached.ts";
import { getOwnPages } from "#features/texts/cached.ts";
import { ownPagePath } from "#features/texts/rules.ts";
import { translator } from "#i18n/translator.ts";
import { automatic, readLinkLines } from "#lib/link-lines.ts";
import { typeset } from "#lib/typography.ts";

export const placeLink = ({ slug, name }: { slug: string; name: string }, current?: string) => ({
  href: `/categories/${slug}`,
  label: typeset(name),
  current: slug === current,
});

/** What of these lists of links (lib/link-lines.ts) was renamed or merged since: from where to where. */
export async function movedLinks(...lists: string[]): Promise<Map<string, string>> {
  const lines = lists.flatMap((list) => readLinkLines(list).lines);
  const paths = lines.flatMap((line) =>
    line !== automatic && /^\/(categories|tags|pages)\/[^?#]+$/.test(line.href) ? [line.href] : [],
  );
  const found = await Promise.all([...new Set(paths)].map(async (path) => [path, await movedPlace(path)] as const));
  return new Map(found.flatMap(([from, to]) => (to === null ? [] : [[from, to] as const])));
}

/** The addresses of the site that have a name of their own, for header and foot: its places, what is about it, the pages that it added. */
export async function knownLinks(current?: string) {
  const [categories, pages] = await Promise.all([listNavigation(), getOwnPages()]);
  const t = translator();
  const about = [
    { href: "/rules", label: t("shell.rules") },
    { href: "/moderation-log", label: t("shell.moderation") },
    { href: "/transparency", label: t("transparency.title") },
    { href: "/corrections", label: t("corrections.title") },
    { href: "/report", label: t("shell.report") },
    { href: "/privacy", label: t("shell.privacy") },
    { href: "/legal", label: t("shell.legal") },
    { href: "/feed.xml", label: t("shell.feed") },
  ];
  const own = pages.map(({ slug, title }) => ({ href: ownPagePath(slug), label: typeset(title) }));
  return { categories, places: categories.map((place) => placeLink(place, current)), about, own };
}
