import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { type FollowSubject, formatSubject } from "../rules.ts";
import { FollowForm } from "./follow-form.client.tsx";

/** The button that follows the subject of a reader page: a tag, a category, an author or an article's discussion. */
export function FollowButton({ subject, name }: { subject: FollowSubject; name: string }) {
  const t = translator();
  const isDiscussion = subject.kind === "discussion";
  return (
    <ErrorBoundary>
      <FollowForm
        subject={formatSubject(subject)}
        labels={{
          follow: isDiscussion ? t("follows.followDiscussion") : t("follows.follow"),
          unfollow: t("follows.unfollow"),
          followName: isDiscussion ? t("follows.followDiscussion") : t("follows.followName", { name }),
          unfollowName: isDiscussion ? t("follows.unfollowDiscussion") : t("follows.unfollowName", { name }),
          followed: isDiscussion ? t.typeset("follows.discussionFollowed") : t.typeset("follows.followed", { name }),
          unfollowed: isDiscussion
            ? t.typeset("follows.discussionUnfollowed")
            : t.typeset("follows.unfollowed", { name }),
          manage: t("follows.manage"),
          signInAndFollow: t("follows.signIn"),
          signIn: t("signIn.title"),
          email: t("comments.form.email"),
          password: t("comments.form.password"),
          elsewhere: t("follows.elsewhere"),
          register: t("accounts.toRegister"),
        }}
      />
    </ErrorBoundary>
  );
}
