import "#components/ui/confirmed-button.css";
import "#features/follows/components/follows.css";
import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireMember } from "#features/auth/loaders.ts";
import { FollowList } from "#features/follows/components/follow-list.tsx";
import { PrivateFeed } from "#features/follows/components/private-feed.tsx";
import { UndoFollowForm } from "#features/follows/components/undo-follow-form.client.tsx";
import { WantedFollow } from "#features/follows/components/wanted-follow.client.tsx";
import { loadFollows } from "#features/follows/loaders.ts";
import { loadPrivateFeed } from "#features/follows/private-feed/loaders.ts";
import { formatSubject } from "#features/follows/rules.ts";
import { translator } from "#i18n/translator.ts";
import { insideQuotes } from "#lib/typography.ts";

export const generateMetadata = () => accountMetadata("following");

export default async function FollowingPage({ searchParams }: PageProps<"/account/following">) {
  const viewer = await requireMember();
  const { kind, before, unfollowed, follow, followed: done } = await searchParams;
  const parameters = {
    kind: singleParam(kind),
    before: singleParam(before),
    unfollowed: singleParam(unfollowed),
    follow: singleParam(follow),
    followed: singleParam(done),
  };
  const [{ only, isFirst, sections, undo, wanted, followed }, feed] = await Promise.all([
    loadFollows(viewer.id, parameters),
    loadPrivateFeed(viewer.id),
  ]);
  const t = translator();
  return (
    <AccountPage section="following">
      <p className="mt-4 font-sans text-soft">
        {t.typeset("follows.intro")}{" "}
        <a className="text-link underline" href="/account/notifications">
          {t("follows.settings")}
        </a>
      </p>
      {wanted && (
        <WantedFollow
          subject={formatSubject(wanted)}
          text={t.typeset(wanted.kind === "discussion" ? "follows.wantedDiscussion" : "follows.wanted", {
            name: wanted.kind === "discussion" ? insideQuotes(wanted.name) : wanted.name,
          })}
          label={
            wanted.kind === "discussion"
              ? t("follows.followDiscussion")
              : t("follows.followName", { name: wanted.name })
          }
        />
      )}
      {followed && (
        <p role="status" className="mt-4 font-sans">
          {followed.kind === "discussion"
            ? t.typeset("follows.discussionFollowed")
            : t.typeset("follows.followed", { name: followed.name })}{" "}
          <a className="text-link underline" href={followed.path}>
            {t("follows.back")}
          </a>
        </p>
      )}
      {undo && (
        <UndoFollowForm
          subject={formatSubject(undo)}
          text={t.typeset("follows.unfollowed", { name: undo.name })}
          label={t("follows.undo")}
        />
      )}
      {sections.length === 0 && (
        <p className="mt-4 font-sans text-soft">{t.typeset(isFirst && !only ? "follows.none" : "follows.noneOlder")}</p>
      )}
      {sections.map(({ kind: one, follows, next }) => (
        <AccountSection key={one} id={one} title={t(`follows.kinds.${one}`)}>
          <FollowList follows={follows} />
          {next !== undefined && (
            <p className="mt-3">
              <a href={`/account/following?kind=${one}&before=${next}`}>{t("follows.more")}</a>
            </p>
          )}
        </AccountSection>
      ))}
      {!only && (
        <AccountSection id="feed" title={t.typeset("follows.feed.title")} lead={t.typeset("follows.feed.lead")}>
          <PrivateFeed feed={feed} />
        </AccountSection>
      )}
      {only && (
        <p className="mt-6">
          <a href="/account/following">{t("follows.all")}</a>
        </p>
      )}
    </AccountPage>
  );
}
