"use client";

import type { MouseEvent } from "react";
import { useViewer } from "./use-viewer.client.tsx";

/** Returns the query of a link to `/login` that leads back to this page; none from the home page, where a sign-in ends by default. */
export function returnQuery({ pathname, search }: Pick<Location, "pathname" | "search">): string {
  return pathname === "/" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
}

interface Props {
  /** The viewer's name if the page was rendered for them: the link to the account then works without scripts. */
  viewerName?: string | undefined;
  labels: { signIn: string };
}

/**
 * A link to the sign-in; for a signed-in member, their name as a link to the account, which arrives after the static page. Its place keeps
 * its width.
 */
export function AccountLink({ labels, viewerName }: Props) {
  const name = useViewer()?.viewer?.name ?? viewerName;
  // The page is the same for every reader and may have been reached without a load: the return path is known at the click.
  const addReturn = ({ currentTarget }: MouseEvent<HTMLAnchorElement>) => {
    if (!name) currentTarget.search = returnQuery(location);
  };
  return (
    // A separate element: the browser would count the same element growing, or making room for the bell, as a layout shift.
    <a
      key={name ? "name" : "invitation"}
      className="account-link"
      href={name ? "/account" : "/login"}
      onClick={addReturn}
      onAuxClick={addReturn}
    >
      <span>{name ?? labels.signIn}</span>
    </a>
  );
}
