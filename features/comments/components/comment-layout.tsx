import type { ReactNode } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { Prose } from "#components/ui/prose.tsx";

interface Props {
  name: string;
  /** The address of the author's picture. */
  avatar: string | undefined;
  /** The address of the author's profile. */
  profile: string | undefined;
  /** The badge of the article's author, in the site's language. */
  byAuthor: string | undefined;
  permalink: { href: string; title: string };
  /** A `<time>`. */
  date: ReactNode;
  /** The note that it was edited, in the site's language. */
  edited?: string | undefined;
  body: ReactNode;
  /** The buttons. */
  children: ReactNode;
}

/** The content of a visible comment, on the page and in the browser from which it was just posted. */
export function CommentLayout({ name, avatar, profile, byAuthor, permalink, date, edited, body, children }: Props) {
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
        {byAuthor && <span className="badge">{byAuthor}</span>}
        <a className="u-url" href={permalink.href} title={permalink.title}>
          {date}
        </a>
        {edited && <span>{edited}</span>}
      </header>
      <Prose className="p-content comment-body">{body}</Prose>
      {children}
    </>
  );
}
