import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { translator } from "#i18n/translator.ts";
import { type FollowSubject, formatSubject } from "../rules.ts";
import { FollowForm, type FollowLabels } from "./follow-form.client.tsx";

interface Props {
  subject: FollowSubject;
  name: string;
  /** One of several on a page, beside a link to its subject. */
  small?: boolean;
  /** The same for all buttons of a page, so that the page carries them once. */
  labels?: FollowLabels;
}

/** The button that follows a subject of a reader page: a tag, a category, an author or an article's discussion. */
export function FollowButton({ subject, name, small = false, labels }: Props) {
  return (
    <ErrorBoundary>
      <FollowForm
        subject={formatSubject(subject)}
        name={name}
        small={small}
        labels={labels ?? (subject.kind === "discussion" ? discussionLabels() : followLabels())}
      />
    </ErrorBoundary>
  );
}

const nameLater = { name: "{name}" };

/** The labels of a button beside the name of what it follows. */
export function followLabels(): FollowLabels {
  const t = translator();
  return {
    follow: t("follows.follow"),
    unfollow: t("follows.unfollow"),
    followName: t("follows.followName", nameLater),
    unfollowName: t("follows.unfollowName", nameLater),
    followed: t.typeset("follows.followed", nameLater),
    unfollowed: t.typeset("follows.unfollowed", nameLater),
    ...signInLabels(),
  };
}

/** The labels of the small buttons, which show the state rather than the act. */
export function smallFollowLabels(): FollowLabels {
  const t = translator();
  return {
    ...followLabels(),
    unfollow: t("follows.following"),
    unfollowName: t.typeset("follows.followingName", nameLater),
  };
}

function discussionLabels(): FollowLabels {
  const t = translator();
  return {
    follow: t("follows.followDiscussion"),
    unfollow: t("follows.unfollow"),
    followName: t("follows.followDiscussion"),
    unfollowName: t("follows.unfollowDiscussion"),
    followed: t.typeset("follows.discussionFollowed"),
    unfollowed: t.typeset("follows.discussionUnfollowed"),
    ...signInLabels(),
  };
}

function signInLabels() {
  const t = translator();
  return {
    manage: t("follows.manage"),
    signInAndFollow: t("follows.signIn"),
    signIn: t("signIn.title"),
    email: t("comments.form.email"),
    password: t("comments.form.password"),
    elsewhere: t("follows.elsewhere"),
    register: t("accounts.toRegister"),
  };
}
