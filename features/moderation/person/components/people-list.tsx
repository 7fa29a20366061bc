import type { MemberListItem } from "../list/lines.ts";

/** Members as lines, each one target as a whole. */
export function MemberList({ people }: { people: MemberListItem[] }) {
  return (
    <ul className="people">
      {people.map(({ id, href, name, about, standings }) => (
        <li key={id}>
          <a href={href}>{name}</a>
          <p className="person-detail">{about}</p>
          {standings.length > 0 && (
            <ul className="person-standings">
              {standings.map(({ kind, text }) => (
                <li key={kind} data-standing={kind}>
                  {text}
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
