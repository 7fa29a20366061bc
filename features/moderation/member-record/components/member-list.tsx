import type { MemberListItem } from "../list/list-items.ts";

/** Members as lines; each line is one link. */
export function MemberList({ people }: { people: MemberListItem[] }) {
  return (
    <ul className="member-list">
      {people.map(({ id, href, name, about, standings }) => (
        <li key={id}>
          <a href={href}>{name}</a>
          <p className="admin-detail">{about}</p>
          {standings.length > 0 && (
            <ul className="record-standings">
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
