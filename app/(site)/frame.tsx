import type { ReactNode } from "react";
import { readLogo } from "#app/logo.ts";
import { Shell } from "#components/shell.tsx";
import { AccountLink } from "#features/members/components/account-link.client.tsx";
import { NoticesLink } from "#features/notifications/components/notices-link.client.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { listNavigation } from "#features/taxonomy/cached.ts";
import { foremost, mostInHeader } from "#features/taxonomy/rules.ts";
import { getOwnPages } from "#features/texts/cached.ts";
import { ownPagePath } from "#features/texts/rules.ts";
import { translator } from "#i18n/translator.ts";
import { arrangeLinks } from "#lib/link-lines.ts";
import { typeset } from "#lib/typography.ts";

/** What the law wants to be found from every page. */
const alwaysFound = ["/report", "/privacy", "/legal"];

/** The frame of every reader page; `current` is the slug of the category one is in. */
export async function Frame({ current, children }: { current?: string | undefined; children: ReactNode }) {
  const [settings, categories, pages] = await Promise.all([getSettings(), listNavigation(), getOwnPages()]);
  const t = translator();
  const name = settings["site.name"];
  const link = ({ slug, name: label }: { slug: string; name: string }) => ({
    href: `/categories/${slug}`,
    label: typeset(label),
    current: slug === current,
  });
  const all = categories.map(link);
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
  const known = [...all, ...about, ...own];
  const itself = foremost(categories, mostInHeader, current).map(link);
  return (
    <Shell
      name={name}
      logo={await readLogo(settings)}
      tagline={typeset(settings["site.tagline"])}
      labels={{
        skip: t("shell.skip"),
        home: t("shell.home", { name }),
        places: t("shell.places"),
        further: t("shell.allPlaces"),
        about: t("shell.about"),
      }}
      places={arrangeLinks(settings["navigation.header"], { itself, known })}
      further={categories.length > mostInHeader ? all : []}
      account={
        <>
          <NoticesLink
            labels={{
              none: t("notifications.title"),
              one: t("notifications.badgeOne"),
              many: t("notifications.badge", { count: "{count}" }),
            }}
          />
          <AccountLink labels={{ signIn: t("signIn.title") }} />
        </>
      }
      about={arrangeLinks(settings["navigation.footer"], { itself: about, known, must: alwaysFound })}
    >
      {children}
    </Shell>
  );
}
