import { type MailFrequency, mailFrequency } from "#db/schema/follows.ts";
import { discussionPath } from "#features/articles/rules.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { mayModerate } from "#features/members/standing/policy.ts";
import { translator } from "#i18n/translator.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import type { loadMailSettings } from "../settings/loaders.ts";
import { mailTopics, type StoppableMail } from "../settings/rules.ts";
import { digestFrequencies } from "../settings/schema.ts";
import { MailSettingsForm } from "./mail-settings-form.client.tsx";
import { UnmuteDiscussionForm } from "./unmute-discussion-form.client.tsx";

type Loaded = Awaited<ReturnType<typeof loadMailSettings>>;

interface Props {
  chosen: Loaded["chosen"];
  viewer: Pick<Viewer, "role">;
}

/** The form of the mail settings; staff alerts are for the staff, the digest of moderation for moderators. */
export function MailSettings({ chosen, viewer }: Props) {
  const t = translator();
  const offer = (topic: StoppableMail, frequency: MailFrequency, frequencies: readonly MailFrequency[]) => ({
    topic,
    chosen: frequency,
    label: t.typeset(`notificationSettings.topics.${topic}.name`),
    hint: t.typeset(`notificationSettings.topics.${topic}.hint`),
    frequencies: frequencies.map((value) => ({ value, label: t(`notificationSettings.frequencies.${value}`) })),
  });
  return (
    <MailSettingsForm
      topics={[
        ...mailTopics
          .filter((topic) => topic !== "staff" || viewer.role !== "reader")
          .map((topic) => offer(topic, chosen[topic], mailFrequency.enumValues)),
        ...(mayModerate(viewer)
          ? [offer("moderationDigest", chosen.moderationDigest ? "weekly" : "never", digestFrequencies)]
          : []),
      ]}
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
            <a href={`${discussionPath(slug)}#comments`}>{typeset(title)}</a>
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
