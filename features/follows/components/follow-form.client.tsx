"use client";

import "#features/articles/components/article-end.css";
import { useEffect, useId, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormNote } from "#components/ui/form-note.client.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useNoScriptAnchor } from "#components/ui/use-no-script-anchor.ts";
import { SignInFields } from "#features/auth/components/sign-in-fields.tsx";
import { refreshViewer, useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { idleState } from "#lib/action.ts";
import { interpolate } from "#lib/interpolate.ts";
import { followAction } from "../actions.ts";
import { wantedFollowPath } from "../rules.ts";

export interface FollowLabels {
  follow: string;
  unfollow: string;
  /** What the buttons follow, for screen readers; with the placeholder `{name}`, as the two results. */
  followName: string;
  unfollowName: string;
  followed: string;
  unfollowed: string;
  manage: string;
  /** The button that signs in and follows; the one that only signs in and unfollows. */
  signInAndFollow: string;
  signIn: string;
  email: string;
  password: string;
  elsewhere: string;
  register: string;
}

interface Props {
  /** As in `tag-12`. */
  subject: string;
  name: string;
  labels: FollowLabels;
  /** One of several on a page: beside a link, without a second button where scripts are off. */
  small?: boolean;
}

/**
 * The id of what a submission of the form shows, where the page opens without scripts. The form itself may have no box,
 * to which no browser scrolls.
 */
function resultId(subject: string): string {
  return `follow-${subject}`;
}

/**
 * The button that follows the page's subject, or unfollows it. The page is the same for everyone: whether the viewer
 * follows the subject comes with the viewer data, in a button that keeps its width. A signed-out reader signs in right
 * here, or on another page, which leads to a form that still knows what they wanted to follow.
 */
export function FollowForm({ subject, name, labels, small = false }: Props) {
  const viewerData = useViewer();
  const [state, action, pending] = useFormAction(followAction, idleState);
  const done = state.status === "done" ? state.value : undefined;
  const refused = state.status === "refused" ? state : undefined;
  const signInRefusal = refused?.code === "follow.signIn" ? refused : undefined;
  const asksSignIn = signInRefusal !== undefined || refused?.code.startsWith("signIn.");
  const [follows, setFollows] = useState(done?.following ?? false);
  const id = useId();
  const anchor = useNoScriptAnchor(resultId(subject));
  const result = useFocusOnResult<HTMLParagraphElement>(done);

  useEffect(() => {
    if (viewerData) setFollows(viewerData.followed.includes(subject));
  }, [viewerData, subject]);

  useEffect(() => {
    if (!done) return;
    setFollows(done.following);
    refreshViewer();
  }, [done]);

  const button = (does: "follow" | "unfollow") => (
    <button
      type="submit"
      name="does"
      value={does}
      className={small ? "pill follow-button" : "button follow-button"}
      data-does={does}
      aria-label={interpolate(labels[`${does}Name`], { name })}
      aria-disabled={pending}
      formAction={anchor}
    >
      {/* Both labels are in one grid cell, so the button is as wide as the longer one. */}
      {(["follow", "unfollow"] as const).map((one) => (
        <span key={one} aria-hidden={one !== does}>
          {labels[one]}
        </span>
      ))}
    </button>
  );
  return (
    <form action={action} className="follow-form" data-follow={subject}>
      <input type="hidden" name="subject" value={subject} />
      {!asksSignIn && (
        <>
          {button(follows ? "unfollow" : "follow")}
          {/* Without JavaScript the page cannot know whether the reader follows it. */}
          {!small && !done && !follows && <noscript>{button("unfollow")}</noscript>}
        </>
      )}
      {refused && !signInRefusal && (
        // biome-ignore lint/a11y/noAutofocus: without JavaScript the page reloads and opens at the response.
        <div id={resultId(subject)} className="follow-status" tabIndex={-1} autoFocus>
          <FormAlert>{refused.fields.subject ?? refused.message}</FormAlert>
        </div>
      )}
      {asksSignIn && (
        <SignInPart
          id={id}
          subject={subject}
          name={name}
          labels={labels}
          refused={refused}
          pending={pending}
          anchor={anchor}
        />
      )}
      {done && (
        // biome-ignore lint/a11y/noAutofocus: without JavaScript the page reloads and opens at the response.
        <p id={resultId(subject)} ref={result} role="status" tabIndex={-1} autoFocus className="follow-status">
          {interpolate(done.following ? labels.followed : labels.unfollowed, { name })}{" "}
          {done.following && <a href="/account/following">{labels.manage}</a>}
        </p>
      )}
    </form>
  );
}

interface SignInPartProps extends Props {
  id: string;
  refused: { code: string; message: string; fields: Record<string, string>; typed: Record<string, string> } | undefined;
  pending: boolean;
  anchor: string | undefined;
}

/** The part of the form in which a signed-out reader signs in, sent with what they chose. */
function SignInPart({ id, subject, labels, refused, pending, anchor }: SignInPartProps) {
  const does = refused?.typed.does === "unfollow" ? "unfollow" : "follow";
  const next = does === "follow" ? wantedFollowPath(subject) : "/account/following";
  const query = new URLSearchParams({ next });
  const isFirst = refused?.code === "follow.signIn";
  return (
    <fieldset
      id={isFirst ? resultId(subject) : undefined}
      className="form-sign-in"
      aria-describedby={isFirst ? `${id}-first` : resultId(subject)}
    >
      {isFirst && <FormNote id={`${id}-first`}>{refused.message}</FormNote>}
      {/* Without scripts the page opens at the form, and a browser focuses nothing else. */}
      <SignInFields idPrefix={`${id}-`} labels={labels} autoFocus={isFirst && anchor === undefined} refused={refused} />
      <div className="form-actions">
        <button
          type="submit"
          name="does"
          value={does}
          className="button button-strong"
          aria-disabled={pending}
          formAction={anchor}
        >
          {does === "follow" ? labels.signInAndFollow : labels.signIn}
        </button>
        <a href={`/login?${query}`}>{labels.elsewhere}</a>
        <a href={`/register?${query}`}>{labels.register}</a>
      </div>
    </fieldset>
  );
}
