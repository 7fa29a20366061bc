import { Avatar } from "#components/ui/avatar.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { typeset } from "#lib/typography.ts";
import { actorName, describeNotifications, excerptNotification, notificationPath } from "../describe-notification.ts";
import type { Notification } from "../queries.ts";

/** The list, newest first; each entry is one link. */
export async function NotificationList({ groups }: { groups: Notification[][] }) {
  const zone = (await getSettings())["site.zone"];
  return (
    <ol className="notification-list">
      {groups.map((group) => (
        <NotificationItem key={group[0]?.id} group={group} zone={zone} />
      ))}
    </ol>
  );
}

/** Kinds that show the member who caused them. */
const kindsWithActor = ["reply", "mention", "comment"];

function NotificationItem({ group, zone }: { group: Notification[]; zone: string }) {
  const t = translator();
  const [first] = group;
  if (!first) return null;
  const isNew = first.readAt === null;
  const description = describeNotifications(group, { locale: siteLocale(), zone });
  const excerpt = excerptNotification(first);
  return (
    <li className="notification" data-new={isNew ? "" : undefined}>
      {kindsWithActor.includes(first.kind) ? (
        <Avatar name={actorName(first)} src={first.avatar ? mediaSrc(first.avatar, 160, "jpeg") : undefined} />
      ) : (
        <span className="notification-dot" aria-hidden="true" />
      )}
      <div>
        <h2 className="notification-title">
          {isNew && <span className="sr-only">{t.typeset("notifications.new")} </span>}
          {group.length > 1 ? description : <a href={notificationPath(first)}>{description}</a>}
        </h2>
        {group.length > 1 ? (
          <ul className="notification-replies">
            {group.map((one) => (
              <li key={one.id}>
                <a href={notificationPath(one)}>
                  {one.kind === "article" ? typeset(one.article?.title ?? "") : actorName(one)}
                </a>{" "}
                <FormattedDate at={one.createdAt} style="long" />
                {one.kind !== "article" && <p className="notification-text">{excerptNotification(one)}</p>}
              </li>
            ))}
          </ul>
        ) : (
          <>
            {excerpt && <p className="notification-text">{excerpt}</p>}
            <p className="meta">
              <FormattedDate at={first.createdAt} style="long" />
            </p>
          </>
        )}
      </div>
    </li>
  );
}
