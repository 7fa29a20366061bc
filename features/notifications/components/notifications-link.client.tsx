"use client";

import { useViewer } from "#features/auth/components/use-viewer.client.tsx";
import { formatUnreadCount } from "../rules.ts";

interface Props {
  /** The page was rendered for a signed-in member: the link shows at once, the number after loading. */
  signedIn?: boolean | undefined;
  labels: {
    none: string;
    one: string;
    /** With {count} in it. */
    many: string;
  };
}

/**
 * The link to the notifications with the number of unread ones, for signed-in members only. It takes its space from the name beside it, so
 * that nothing moves.
 */
export function NotificationsLink({ labels, signedIn }: Props) {
  const viewerData = useViewer();
  if (!viewerData?.viewer && !signedIn) return null;
  const unread = viewerData?.unread ?? 0;
  const label =
    unread === 0 ? labels.none : unread === 1 ? labels.one : labels.many.replace("{count}", formatUnreadCount(unread));
  return (
    <a className="notifications-link" href="/notifications" aria-label={label}>
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        <path
          d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.7"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {unread > 0 && (
        <span className="notifications-badge" aria-hidden="true">
          {formatUnreadCount(unread)}
        </span>
      )}
    </a>
  );
}
