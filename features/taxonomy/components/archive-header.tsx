import type { ReactNode } from "react";
import { Avatar } from "#components/ui/avatar.tsx";
import { translator } from "#i18n/translator.ts";
import { fediverseProfile } from "#lib/fediverse-handle.ts";
import { typeset } from "#lib/typography.ts";
import type { AuthorPortrait } from "../queries.ts";
import { portraitSrc } from "../rules.ts";

interface Props {
  kind: "category" | "tag" | "author" | "source" | "story" | "series";
  name: string;
  description: string;
  count: number;
  /** Address of its feed, where it has one. */
  feed?: string | undefined;
  /** Its own address elsewhere (a source's site). */
  site?: string | undefined;
  /** An author's fediverse account, `@user@host`. */
  fediverse?: string | undefined;
  /** An author's portrait; initials without one. */
  portrait?: AuthorPortrait | null | undefined;
  /** The button that follows the subject, shown below the heading. */
  children?: ReactNode;
}

/** The head of a category, tag, author, source or story: what it is, its name and text, how much it holds, how to follow it. */
export function ArchiveHeader({
  kind,
  name,
  description,
  count,
  feed,
  site,
  fediverse = "",
  portrait,
  children,
}: Props) {
  const profile = fediverseProfile(fediverse);
  const t = translator();
  return (
    <header className="archive-header">
      {kind === "author" && <Avatar name={name} src={portrait ? portraitSrc(portrait) : undefined} />}
      <p className="archive-kind">{t.typeset(`archives.${kind}`)}</p>
      <h1 className="headline">{typeset(name)}</h1>
      {description && <p className="archive-text">{typeset(description)}</p>}
      <p className="meta mt-3">
        <span>{kind === "series" ? t("archives.parts", { count }) : t("articles.count", { count })}</span>
        {feed && (
          <a className="subtle-link" href={feed}>
            {t("archives.feed")}
          </a>
        )}
        {site && (
          <a className="subtle-link" href={site} rel="external">
            {t.typeset("archives.visit", { name })}
          </a>
        )}
        {profile && (
          <a className="subtle-link" href={profile} rel="me">
            {t.typeset("archives.fediverse", { handle: fediverse })}
          </a>
        )}
      </p>
      {children}
    </header>
  );
}
