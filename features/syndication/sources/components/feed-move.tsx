import { ButtonsForm } from "#components/ui/buttons-form.client.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { inboxPath } from "#features/syndication/rules.ts";
import { translator } from "#i18n/translator.ts";
import { changeFeedAction } from "../actions.ts";
import type { FeedDetails } from "../queries.ts";

/** Says that the feed has moved to another site, with the button that confirms the new address. */
export function FeedMove({ details: { feed, source } }: { details: FeedDetails }) {
  const t = translator();
  if (feed.movedFrom === null || feed.movedAt === null) return null;
  const { url, movedFrom, movedAt } = feed;
  const label = t("sources.step.confirm");
  return (
    <section className="feed-section feed-failure" aria-labelledby="moved">
      <h2 id="moved">{t("sources.moved.title")}</h2>
      <p>
        {t.rich("sources.moved.addresses", {
          date: () => <FormattedDate at={movedAt} style="long" />,
          from: () => <code>{movedFrom}</code>,
          to: () => <code>{url}</code>,
        })}
      </p>
      <p>
        {t.typeset("sources.moved.text")}{" "}
        <a href={`${inboxPath}?source=${source.id}`}>{t.typeset("sources.items.inbox")}</a>
      </p>
      <ButtonsForm
        action={changeFeedAction}
        id={feed.id}
        values={{ url }}
        className="feed-steps"
        buttons={[
          { act: "confirm", label, accessibleLabel: t.typeset("sources.step.of", { step: label, name: source.name }) },
        ]}
      />
    </section>
  );
}
