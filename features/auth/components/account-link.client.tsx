"use client";

import type { MouseEvent } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { useViewer } from "./use-viewer.client.tsx";

/** Returns the query of a link to `/login` that leads back to this page; none from the home page, where a sign-in ends by default. */
export function returnQuery({ pathname, search }: Pick<Location, "pathname" | "search">): string {
  return pathname === "/" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
}

// The page is the same for every reader and may have been reached without a load: the return path is known at the click.
const addReturn = ({ currentTarget }: MouseEvent<HTMLAnchorElement>) => {
  currentTarget.search = returnQuery(location);
};

interface Props {
  /** The viewer's name if the page was rendered for them: the link to the account then works without scripts. */
  viewerName?: string | undefined;
  labels: { signIn: string };
}

/**
 * A link to the sign-in; for a signed-in member, their name as a link to the account, which arrives after the static page. Its place keeps
 * its width: the early script reserves it for members (`data-member`).
 */
export function AccountLink({ labels, viewerName }: Props) {
  const name = useViewer()?.viewer?.name ?? viewerName;
  // A separate element: the browser would count the same element growing, or making room for the bell, as a layout shift.
  if (!name)
    return (
      <a
        key="invitation"
        className="account-link button button-strong"
        href="/login"
        onClick={addReturn}
        onAuxClick={addReturn}
      >
        {labels.signIn}
      </a>
    );
  return (
    <a key="name" className="account-link button" href="/account">
      <Avatar name={name} />
      <span>{name}</span>
    </a>
  );
}

/** The same at the end of the menu, with the registration beside the sign-in, and the notifications beside the account. */
export function MenuAccountLinks({
  labels,
  viewerName,
}: Props & { labels: { signIn: string; register: string; notifications: string } }) {
  const name = useViewer()?.viewer?.name ?? viewerName;
  if (!name)
    return (
      <>
        <a key="login" className="button button-strong" href="/login" onClick={addReturn} onAuxClick={addReturn}>
          {labels.signIn}
        </a>
        <a key="register" className="button" href="/register">
          {labels.register}
        </a>
      </>
    );
  return (
    <>
      <a key="account" className="button button-strong" href="/account">
        {name}
      </a>
      <a key="notifications" className="button" href="/notifications">
        {labels.notifications}
      </a>
    </>
  );
}
