import { menuPath } from "#components/site-shell/site-menu.tsx";
import { discussionsPath } from "#features/comments/rules.ts";
import { newsletterPath } from "#features/newsletter/signup/rules.ts";
import { getPageTitles, getPublishedPage } from "#features/pages/cached.ts";
import { pageAddress } from "#features/pages/rules.ts";
import { findMovedPath } from "#features/redirects/cached.ts";
import { getSettings } from "#features/settings/cached.ts";
import { automaticEntry, parseLinkList } from "#features/settings/navigation/link-list.ts";
import { getCategory, getNavigationCategories, getTag } from "#features/taxonomy/cached.ts";
import { pickHeaderCategories } from "#features/taxonomy/rules.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

export const categoryLink = ({ slug, name }: { slug: string; name: string }, current?: string) => ({
  href: `/categories/${slug}`,
  label: typeset(name),
  current: slug === current,
});

const movablePath = /^\/(categories|tags|pages)\/[^?#/]+$/;

/**
 * Finds the present addresses of the terms and pages in these lists of links
 * (features/settings/navigation/link-list.ts): the new address after a renaming or merge, null if the target no longer
 * exists.
 */
export async function findMovedLinks(...lists: string[]): Promise<Map<string, string | null>> {
  const lines = lists.flatMap((list) => parseLinkList(list).lines);
  const paths = lines.flatMap((line) => (line !== automaticEntry && movablePath.test(line.href) ? [line.href] : []));
  const leads = async (path: string) => {
    const now = (await findMovedPath(path)) ?? path;
    return movablePath.test(now) && !(await exists(now)) ? null : now;
  };
  return new Map(await Promise.all([...new Set(paths)].map(async (path) => [path, await leads(path)] as const)));
}

async function exists(path: string): Promise<boolean> {
  const [, kind, slug = ""] = path.split("/");
  if (kind === "pages") return (await getPublishedPage(slug)) !== null;
  return (await (kind === "tags" ? getTag(slug) : getCategory(slug))) !== null;
}

/** Lists the slugs of those of these paths that are pages, in one order whatever theirs. */
function listPageSlugs(paths: (string | null)[]): string[] {
  return [...new Set(paths.flatMap((path) => /^\/pages\/([^/?#]+)$/.exec(path ?? "")?.[1] ?? []))].sort();
}

/**
 * The addresses of the site with names, for header, menu and footer: its categories, the newsletter, pages about the
 * site, and the added pages that its navigation names. `newsletterLinks` is empty while the newsletter is off; `knownLinks` has it in any case, so
 * that a list that names its archive keeps it.
 * @param current the slug of the page's category, or the path of another page in the header
 */
export async function loadSiteLinks(current?: string) {
  const [settings, categories] = await Promise.all([getSettings(), getNavigationCategories()]);
  const moved = await findMovedLinks(settings["navigation.header"], settings["navigation.footer"]);
  const pages = await getPageTitles(listPageSlugs([...moved.values()]));
  const t = translator();
  const newsletterLink = { href: newsletterPath, label: t("subscription.page.title") };
  const hasNewsletter = settings["newsletter.enabled"] !== 0;
  const menuLink = { href: menuPath, label: t("shell.allCategories") };
  // The promises above the footer's links lead to these.
  const recordLinks = [
    { href: "/moderation-log", label: t("shell.moderation") },
    { href: "/transparency", label: t("transparency.title") },
    { href: "/corrections", label: t("corrections.title") },
  ];
  const aboutLinks = [
    { href: "/about", label: t("shell.aboutPage") },
    { href: "/rules", label: t("shell.rules") },
    { href: "/report", label: t("shell.report") },
    { href: "/privacy", label: t("shell.privacy") },
    { href: "/legal", label: t("shell.legal") },
    { href: "/feed.xml", label: t("shell.feed") },
  ];
  const discussionsLink = {
    href: discussionsPath,
    label: t("shell.discussions"),
    current: current === discussionsPath,
  };
  const pageLinks = pages.map(({ slug, title }) => ({ href: pageAddress(slug), label: typeset(title) }));
  const categoryLinks = categories.map((category) => categoryLink(category, current));
  const headerCategories = pickHeaderCategories(categories, current);
  const newsletterLinks = hasNewsletter ? [newsletterLink] : [];
  const shortNewsletterLinks = hasNewsletter ? [{ ...newsletterLink, label: t("shell.letter") }] : [];
  return {
    categories,
    categoryLinks,
    newsletterLinks,
    /** The header's default: the first categories, then what readers make. */
    headerLinks: [
      ...headerCategories.map((category) => categoryLink(category, current)),
      ...(categories.length > headerCategories.length ? [menuLink] : []),
      discussionsLink,
      ...shortNewsletterLinks,
    ],
    /** The footer's default. */
    footerLinks: [
      ...shortNewsletterLinks,
      ...aboutLinks,
      { href: `${menuPath}#appearance`, label: t("shell.appearance.legend") },
    ],
    knownLinks: [
      ...categoryLinks,
      newsletterLink,
      discussionsLink,
      menuLink,
      ...recordLinks,
      ...aboutLinks,
      ...pageLinks,
    ],
  };
}
