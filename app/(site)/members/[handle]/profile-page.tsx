import type { Metadata } from "next";
import { notFound, permanentRedirect } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { JsonLd } from "#components/json-ld.client.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { LocalisedPagination } from "#components/ui/localised-pagination.tsx";
import { countPages, parsePageNumber } from "#features/articles/rules.ts";
import { ProfileComments } from "#features/comments/components/profile-comments.tsx";
import { getProfileComments } from "#features/comments/profile/cached.ts";
import { commentsPerProfilePage } from "#features/comments/rules.ts";
import { GrantLink } from "#features/experts/components/grant-link.client.tsx";
import { ProfileHeader } from "#features/members/components/profile-header.tsx";
import { getProfile } from "#features/members/profile/cached.ts";
import { memberProfileJsonLd } from "#features/members/profile/structured-data.ts";
import { isIndexedProfile } from "#features/members/rules.ts";
import { redirectOrNotFound } from "#features/redirects/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { describePage } from "#lib/page-metadata.ts";
import { pagePath } from "#lib/site-address.ts";

/**
 * Loads the profile and its page for an address. Unknown, deleted, unconfirmed and hidden profiles are the same 404:
 * visitors learn nothing about who exists. A former handle redirects to the present one. Handles are in lower case,
 * other spellings redirect there; page 1 has no number.
 */
async function read(handle: string, number?: string) {
  const page = number === undefined ? 1 : parsePageNumber(number);
  const profile = page === null ? null : await getProfile(handle.toLowerCase());
  if (page === null) notFound();
  if (!profile) return redirectOrNotFound(`/members/${handle}`);
  const path = `/members/${profile.handle}`;
  if (handle !== profile.handle || number === "1") permanentRedirect(pagePath(path, page));
  const { comments, total, reactions } = await getProfileComments(profile.id, page);
  const pages = countPages(total, commentsPerProfilePage);
  if (page > pages) notFound();
  return { profile, path, page, pages, comments, total, reactions };
}

/** The metadata of a profile. */
export async function profileMetadata(handle: string, number?: string): Promise<Metadata> {
  const { profile, path, page, pages, total } = await read(handle, number);
  const t = translator();
  const settings = await getSettings();
  const site = settings["site.name"];
  return describePage({
    site: describeSite(settings),
    title: page > 1 ? t("profiles.titleOfPage", { name: profile.name, page }) : profile.name,
    description: t("profiles.description", { name: profile.name, site, count: total }),
    path: pagePath(path, page),
    indexed: isIndexedProfile({ comments: total, page }),
    ...(page > 1 ? { previous: pagePath(path, page - 1) } : {}),
    ...(page < pages ? { next: pagePath(path, page + 1) } : {}),
  });
}

/** A member's public profile. Await it at the top of the route, outside Suspense. */
export async function ProfilePage({ handle, number }: { handle: string; number?: string }) {
  const { profile, path, page, pages, comments, total, reactions } = await read(handle, number);
  const settings = await getSettings();
  return (
    <SiteFrame>
      <JsonLd data={memberProfileJsonLd(profile, { comments: total, reactions }, settings["site.zone"])} />
      <div className="wide pt-8 md:pt-14">
        <div className="text-column discussion">
          <ProfileHeader profile={profile} comments={total} reactions={reactions}>
            <ErrorBoundary announcement="silent">
              <GrantLink handle={profile.handle} label={translator()("experts.link")} />
            </ErrorBoundary>
          </ProfileHeader>
          <ProfileComments name={profile.name} comments={comments}>
            <LocalisedPagination path={path} page={page} pages={pages} />
          </ProfileComments>
        </div>
      </div>
    </SiteFrame>
  );
}
