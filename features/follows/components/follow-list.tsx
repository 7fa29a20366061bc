import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { Follow } from "../queries.ts";
import { formatSubject } from "../rules.ts";
import { FollowEntry } from "./follow-entry.client.tsx";

/** What the viewer follows of one kind, newest first. */
export function FollowList({ follows }: { follows: Follow[] }) {
  const t = translator();
  return (
    <ul className="follow-list">
      {follows.map((follow) => {
        const { name } = follow;
        const quoted = insideQuotes(name);
        return (
          <li key={follow.follow}>
            <p>
              <a href={follow.path}>{typeset(name)}</a>
              <span>
                {t("follows.since")} <FormattedDate at={follow.since} style="short" absolute />
                {!follow.mailed && ` · ${t("follows.withoutMail")}`}
              </span>
            </p>
            <FollowEntry
              subject={formatSubject(follow)}
              mailed={follow.mailed}
              labels={{
                unfollow: t("follows.unfollow"),
                unfollowName: t("follows.unfollowName", { name }),
                unfollowed: t.typeset("follows.unfollowed", { name }),
                undo: t("follows.undo"),
                undoName: t("follows.undoName", { name }),
                mailOn: t("follows.mailOn"),
                mailOnName: t.typeset("follows.mailOnName", { name: quoted }),
                mailOff: t("follows.mailOff"),
                mailOffName: t.typeset("follows.mailOffName", { name: quoted }),
              }}
            />
          </li>
        );
      })}
    </ul>
  );
}
