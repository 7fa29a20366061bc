import type { ReactNode } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { Prose } from "#components/ui/prose.tsx";
import "./comments.css";

interface Props {
  name: string;
  /** The address of the author's picture. */
  avatar: string | undefined;
  /** The address of the author's profile. */
  profile: string | undefined;
  /** What the author is here, in the site's language. */
  badge: CommentBadge | undefined;
  /** The expert badge that the newsroom granted the author, with who granted it in words. */
  expertise?: { label: string; title: string } | undefined;
  permalink: { href: string; title: string };
  /** A `<time>`. */
  date: ReactNode;
  /** After the date: that it was edited or picked, that it is new. */
  notes?: ReactNode;
  body: ReactNode;
  /** The buttons. */
  children: ReactNode;
}

interface CommentBadge {
  kind: "author" | "staff";
  label: string;
}

/** Returns the badge of a comment's author: an author of the article, else a member of the staff. */
export function commentBadge(
  { byAuthor, byStaff }: { byAuthor: boolean; byStaff: boolean },
  labels: Record<"byAuthor" | "byStaff", string>,
): CommentBadge | undefined {
  if (byAuthor) return { kind: "author", label: labels.byAuthor };
  return byStaff ? { kind: "staff", label: labels.byStaff } : undefined;
}

/** The content of a visible comment, on the page and in the browser from which it was just posted. */
export function CommentLayout({
  name,
  avatar,
  profile,
  badge,
  expertise,
  permalink,
  date,
  notes,
  body,
  children,
}: Props) {
  return (
    <>
      <Avatar name={name} src={avatar} />
      <header className="comment-head">
        {profile ? (
          <a className="p-author comment-name" href={profile}>
            {name}
          </a>
        ) : (
          <span className="p-author comment-name">{name}</span>
        )}
        {badge && (
          <span className="badge" data-kind={badge.kind}>
            {badge.label}
          </span>
        )}
        {expertise && (
          <span className="badge" data-kind="expert" title={expertise.title}>
            {expertise.label}
            <span className="sr-only"> ({expertise.title})</span>
          </span>
        )}
        <a className="u-url" href={permalink.href} title={permalink.title}>
          {date}
        </a>
        {notes}
      </header>
      <Prose className="p-content comment-body">{body}</Prose>
      {children}
    </>
  );
}
