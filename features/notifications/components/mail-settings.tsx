import { mailFrequency } from "#db/schema/follows.ts";
import { translator } from "#i18n/translator.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { loadMailSettings } from "../settings/loaders.ts";
import { mailTopics } from "../settings/rules.ts";
import { MailSettingsForm } from "./mail-settings-form.client.tsx";
import { UnmuteDiscussionForm } from "./unmute-discussion-form.client.tsx";

type Loaded = Awaited<ReturnType<typeof loadMailSettings>>;

/** The form of the mail settings; staff alerts are for the staff. */
export function MailSettings({ chosen, isStaff }: { chosen: Loaded["chosen"]; isStaff: boolean }) {
  const t = translator();
  const topics = mailTopics.filter((topic) => topic !== "staff" || isStaff);
  return (
    <MailSettingsForm
      topics={topics.map((topic) => ({
        topic,
        chosen: chosen[topic],
        label: t.typeset(`notificationSettings.topics.${topic}.name`),
        hint: t.typeset(`notificationSettings.topics.${topic}.hint`),
      }))}
      frequencies={mailFrequency.enumValues.map((value) => ({
        value,
        label: t(`notificationSettings.frequencies.${value}`),
      }))}
      labels={{ save: t("notificationSettings.save"), saved: t.typeset("notificationSettings.saved") }}
    />
  );
}

/** The discussions about which the viewer stopped the mails, each with a button that starts them again. */
export function MutedDiscussions({ muted }: { muted: Loaded["muted"] }) {
  const t = translator();
  return (
    <ul className="follow-list">
      {muted.map(({ id, slug, title }) => (
        <li key={id}>
          <p>
            <a href={`/articles/${slug}#comments`}>{typeset(title)}</a>
          </p>
          <UnmuteDiscussionForm
            article={id}
            label={t("notificationSettings.unmute")}
            name={t.typeset("notificationSettings.unmuteName", { title: insideQuotes(title) })}
          />
        </li>
      ))}
    </ul>
  );
}
