"use client";

import type { MouseEvent } from "react";
import { useViewer } from "./use-viewer.client.tsx";

/** The query of a link to `/login` that leads back to this page; none from the home page, where a sign-in ends anyway. */
export function returnQuery({ pathname, search }: Pick<Location, "pathname" | "search">): string {
  return pathname === "/" ? "" : `?${new URLSearchParams({ next: pathname + search })}`;
}

interface Props {
  /** Of whoever asked for the page, where it was made for them alone: the way to the account also without scripts. */
  viewerName?: string | undefined;
  labels: { signIn: string };
}

/** The way to sign in; for somebody signed in, their name and the way to their account, which come after the static page. Its place keeps its width. */
export function AccountLink({ labels, viewerName }: Props) {
  const name = useViewer()?.viewer?.name ?? viewerName;
  // The page is the same for every reader and may have been navigated to without a load: where it leads back to is known at the click.
  const addReturn = ({ currentTarget }: MouseEvent<HTMLAnchorElement>) => {
    if (!name) currentTarget.search = returnQuery(location);
  };
  return (
    // Another element, not the same one that grew or gave room to the bell: that would count as moved.
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
