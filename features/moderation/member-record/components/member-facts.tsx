import type { Translator } from "#i18n/create-translator.ts";
import type { RecordEntry } from "../decisions/entries.ts";
import type { MemberSummary } from "../summary.ts";

interface HeadProps {
  person: MemberSummary;
  /** The server's translator or the browser's: both draw the same. */
  t: Translator;
  /** False if the page's title is the name. */
  named?: boolean;
}

/**
 * The account and standing of a member. All texts come from the summary and the labels, so that server and browser
 * render the same.
 */
export function MemberHead({ person, t, named = true }: HeadProps) {
  return (
    <header className="record-head">
      {named && <h2 className="record-name">{person.name}</h2>}
      <p className="record-about">
        {person.handle && (
          <>
            <span className="admin-handle">@{person.handle}</span>
            {" · "}
          </>
        )}
        {person.about}
        {person.profile && (
          <>
            {" · "}
            <a href={person.profile}>{t("moderation.memberRecord.profile")}</a>
          </>
        )}
      </p>
      {person.former && <p className="record-about">{person.former}</p>}
      {person.standings.length > 0 && (
        <ul className="record-standings">
          {person.standings.map(({ kind, text }) => (
            <li key={kind} data-standing={kind}>
              {text}
            </li>
          ))}
        </ul>
      )}
    </header>
  );
}

/** The figures of a member, with the share of refused comments as a bar. */
export function MemberFacts({ person }: { person: MemberSummary }) {
  const { share } = person;
  const refused = share ? (100 * share.refused) / (share.approved + share.refused) : 0;
  return (
    <>
      <dl className="record-facts">
        {person.facts.map(({ label, value, detail, bad }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className={bad ? "record-bad" : undefined}>{value}</dd>
            {detail && <dd className="admin-detail">{detail}</dd>}
          </div>
        ))}
      </dl>
      {share && (
        <p className="record-share">
          <svg viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
            <rect className="share-approved" width="100" height="2" />
            {refused > 0 && <rect className="share-refused" x={100 - refused} width={refused} height="2" />}
          </svg>
          {share.label}
        </p>
      )}
    </>
  );
}

/** The members registered from the same network within a day. */
export function LinkedMembers({ person, level = 3 }: { person: MemberSummary; level?: 2 | 3 }) {
  const { linked } = person;
  const Title = `h${level}` as const;
  if (!linked) return null;
  return (
    <section className="record-linked">
      <Title>{linked.label}</Title>
      <ul>
        {linked.people.map(({ id, href, name, text }) => (
          <li key={id}>
            <a href={href}>{name}</a> <span>{text}</span>
          </li>
        ))}
      </ul>
      {linked.note && <p className="admin-detail">{linked.note}</p>}
    </section>
  );
}

interface HistoryProps {
  person: MemberSummary;
  t: Translator;
  /** The maximum number of lines of each list. */
  maxEntries?: number;
  /** The level of the headings: one below the member's name. */
  level?: 2 | 3;
}

/** The notes and decisions about a member, newest first. */
export function MemberHistory({ person, t, maxEntries = 50, level = 3 }: HistoryProps) {
  const Title = `h${level}` as const;
  return (
    <>
      {person.notes.length > 0 && (
        <section className="record-history">
          <Title>{t("moderation.memberRecord.notes")}</Title>
          <RecordEntries lines={person.notes.slice(0, maxEntries)} t={t} />
        </section>
      )}
      <section className="record-history">
        <Title>{t("moderation.memberRecord.decisions")}</Title>
        {person.decisions.length === 0 ? (
          <p className="admin-detail">{t("moderation.memberRecord.noDecisions")}</p>
        ) : (
          <RecordEntries lines={person.decisions.slice(0, maxEntries)} t={t} />
        )}
      </section>
    </>
  );
}

export function RecordEntries({ lines, t }: { lines: RecordEntry[]; t: Translator }) {
  return (
    <ol className="record-lines">
      {lines.map(({ id, what, why, note, excerpt, by, at, iso, undone, href }) => (
        <li key={id} className={undone ? "record-undone" : undefined}>
          <p>
            {href ? <a href={href}>{what}</a> : <strong>{what}</strong>}
            {why && <> · {why}</>}
            {undone && <span className="admin-mark">{t("moderation.memberRecord.undone")}</span>}
          </p>
          {excerpt && <p className="record-excerpt">{excerpt}</p>}
          {note && <blockquote>{note}</blockquote>}
          <p className="admin-detail">
            {by} · <time dateTime={iso}>{at}</time>
          </p>
        </li>
      ))}
    </ol>
  );
}
