import type { ReactNode } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import type { Profile } from "#features/members/profile/queries.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { typeset } from "#lib/typography.ts";
import "./profile.css";

interface Props {
  profile: Profile;
  comments: number;
  reactions: number;
  /** A further link. */
  children?: ReactNode;
}

/** The head of a profile: avatar, name, member since, figures and biography, with the link to mute the member. */
export function ProfileHeader({ profile, comments, reactions, children }: Props) {
  const t = translator();
  const { handle, name, biography, expertise, avatar, joinedAt, authorHandle } = profile;
  return (
    <header className="profile">
      <Avatar name={name} src={avatar ? mediaSrc(avatar, 160, "jpeg") : undefined} />
      <div>
        <p className="archive-kind">{t("profiles.kind")}</p>
        <h1 className="headline">{name}</h1>
        {expertise !== "" && (
          <p className="profile-expertise">
            <span className="badge" data-kind="expert">
              {expertise}
            </span>{" "}
            {t("comments.expertise")}
          </p>
        )}
        <p className="meta">
          <span>@{handle}</span>
          <span>
            {t("profiles.since")} <FormattedDate at={joinedAt} style="short" absolute />
          </span>
          {comments > 0 && <span>{t("profiles.comments", { count: comments })}</span>}
          {reactions > 0 && <span>{t.typeset("profiles.reactions", { count: reactions })}</span>}
        </p>
        {biography.trim() !== "" && <p className="profile-text">{typeset(biography)}</p>}
        <p className="profile-actions">
          {authorHandle && (
            <a className="subtle-link" href={`/authors/${authorHandle}`}>
              {t("profiles.articles")}
            </a>
          )}
          <a className="profile-mute" href={`/account/mutes?member=${handle}`} rel="nofollow">
            {t("profiles.mute")}
          </a>
          {children}
        </p>
      </div>
    </header>
  );
}
