import { movedPlace } from "#features/redirects/cached.ts";
import { getCategory, getTag, listNavigation } from "#features/taxonomy/cached.ts";
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

const place = /^\/(categories|tags|pages)\/[^?#/]+$/;

/** Where the places and pages lead that these lists of links (lib/link-lines.ts) name: elsewhere since a renaming or merge, null where nothing is left. */
export async function movedLinks(...lists: string[]): Promise<Map<string, string | null>> {
  const lines = lists.flatMap((list) => readLinkLines(list).lines);
  const paths = lines.flatMap((line) => (line !== automatic && place.test(line.href) ? [line.href] : []));
  const leads = async (path: string) => {
    const now = (await movedPlace(path)) ?? path;
    return place.test(now) && !(await isThere(now)) ? null : now;
  };
  return new Map(await Promise.all([...new Set(paths)].map(async (path) => [path, await leads(path)] as const)));
}

async function isThere(path: string): Promise<boolean> {
  const [, kind, slug = ""] = path.split("/");
  if (kind === "pages") return (await getOwnPages()).some((page) => page.slug === slug);
  return (await (kind === "tags" ? getTag(slug) : getCategory(slug))) !== null;
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
