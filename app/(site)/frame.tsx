import type { ComponentProps, ReactNode } from "react";
import { readLogo } from "#app/logo.ts";
import { Shell } from "#components/shell.tsx";
import { PartBoundary } from "#components/ui/part-boundary.client.tsx";
import { AccountLink } from "#features/members/components/account-link.client.tsx";
import { MemberGreeting } from "#features/members/components/member-greeting.tsx";
import { NoticesLink } from "#features/notifications/components/notices-link.client.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { foremost, mostInHeader } from "#features/taxonomy/rules.ts";
import { translator } from "#i18n/translator.ts";
import { arrangeLinks } from "#lib/link-lines.ts";
import { typeset } from "#lib/typography.ts";
import { knownLinks, movedLinks, placeLink } from "./known-links.ts";

/** What the law wants to be found from every page. */
const alwaysFound = ["/report", "/privacy", "/legal"];

interface Props extends Pick<ComponentProps<typeof Shell>, "landmarks"> {
  /** The slug of the category one is in. */
  current?: string | undefined;
  /** Who asks, where the page is made for them alone; a page for everybody learns it in the browser. */
  viewer?: { name: string } | undefined;
  children: ReactNode;
}

/** The frame of every reader page. */
export async function Frame({ current, viewer, landmarks, children }: Props) {
  const [settings, { categories, places, about, own }] = await Promise.all([getSettings(), knownLinks(current)]);
  const t = translator();
  const name = settings["site.name"];
  const moved = await movedLinks(settings["navigation.header"], settings["navigation.footer"]);
  const known = [...places, ...about, ...own];
  const itself = foremost(categories, mostInHeader, current).map((place) => placeLink(place, current));
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
      landmarks={landmarks}
      places={arrangeLinks(settings["navigation.header"], { itself, known, moved })}
      further={categories.length > mostInHeader ? places : []}
      account={
        <PartBoundary
          manner="silent"
          instead={
            <a className="account-link" href="/account">
              <span>{t("account.title")}</span>
            </a>
          }
        >
          <NoticesLink
            signedIn={viewer !== undefined}
            labels={{
              none: t("notifications.title"),
              one: t("notifications.badgeOne"),
              many: t("notifications.badge", { count: "{count}" }),
            }}
          />
          <AccountLink known={viewer?.name} labels={{ signIn: t("signIn.title") }} />
        </PartBoundary>
      }
      about={arrangeLinks(settings["navigation.footer"], { itself: about, known, moved, must: alwaysFound })}
    >
      {children}
      <MemberGreeting name={viewer?.name} />
    </Shell>
  );
}
