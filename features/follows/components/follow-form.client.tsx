"use client";

import { useEffect, useState } from "react";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { useFocusOnResult } from "#components/ui/use-focus-on-result.ts";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useNoScriptAnchor } from "#components/ui/use-no-script-anchor.ts";
import { refreshViewer, useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { idleState } from "#lib/action.ts";
import { followAction } from "../actions.ts";

interface Props {
  /** As in `tag-12`. */
  subject: string;
  labels: {
    follow: string;
    unfollow: string;
    /** What the buttons follow, for screen readers. */
    followName: string;
    unfollowName: string;
    followed: string;
    unfollowed: string;
    manage: string;
  };
}

/**
 * The button that follows the page's subject, or unfollows it. The page is the same for everyone: whether the viewer
 * follows the subject comes with the viewer data, in a button that keeps its width.
 */
export function FollowForm({ subject, labels }: Props) {
  const viewerData = useViewer();
  const [state, action, pending] = useFormAction(followAction, idleState);
  const done = state.status === "done" ? state.value : undefined;
  const [follows, setFollows] = useState(done?.following ?? false);
  const anchor = useNoScriptAnchor("follow");
  const result = useFocusOnResult<HTMLParagraphElement>(done);

  useEffect(() => {
    if (viewerData) setFollows(viewerData.isFollowing);
  }, [viewerData]);

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
      className="button follow-button"
      aria-label={labels[`${does}Name`]}
      aria-disabled={pending}
      formAction={anchor}
    >
      {/* Both labels lie one upon the other, so the button keeps the width of the longer one. */}
      {(["follow", "unfollow"] as const).map((one) => (
        <span key={one} aria-hidden={one !== does}>
          {labels[one]}
        </span>
      ))}
    </button>
  );
  return (
    <form id="follow" action={action} className="follow-form" data-follow={subject}>
      <input type="hidden" name="subject" value={subject} />
      {button(follows ? "unfollow" : "follow")}
      {/* Without JavaScript the page cannot know whether the reader follows it. */}
      {!done && !follows && <noscript>{button("unfollow")}</noscript>}
      <FormAlert>{state.status === "refused" && (state.fields.subject ?? state.message)}</FormAlert>
      {done && (
        // biome-ignore lint/a11y/noAutofocus: without JavaScript the page reloads and opens at the response.
        <p ref={result} role="status" tabIndex={-1} autoFocus className="follow-status">
          {done.following ? labels.followed : labels.unfollowed}{" "}
          {done.following && <a href="/account/following">{labels.manage}</a>}
        </p>
      )}
    </form>
  );
}
