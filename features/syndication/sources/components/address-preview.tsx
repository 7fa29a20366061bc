import { defaultAttribution } from "#features/articles/attribution.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate, isoWithZone } from "#lib/dates.ts";
import type { loadPreview } from "../preview/loaders.ts";
import { feedAdminPath } from "../rules.ts";
import { AddFeedForm } from "./add-feed-form.client.tsx";
import { describePreviewFailure } from "./describe-failure.ts";
import { FeedChoices, OtherFormats } from "./feed-choices.tsx";
import { PreviewProblem } from "./preview-problem.tsx";

type Preview = Awaited<ReturnType<typeof loadPreview>>;

/** Characters of a body that the browser searches for blocked words; the server searches all of it. */
const maxSearchedText = 5_000;

/** What is at the typed address: a feed with its form, several feeds, or why there is none. */
export async function AddressPreviewView({ preview, token }: { preview: Preview; token: string }) {
  const t = translator();
  if (preview.kind === "tooFast")
    return <PreviewProblem>{t.typeset("errors.form.tooFast", { seconds: preview.seconds })}</PreviewProblem>;
  if (preview.kind === "failure") {
    const { failure } = preview;
    return (
      <PreviewProblem detail={failure.detail} label={t.typeset("sources.health.detail")}>
        {describePreviewFailure(failure)}
      </PreviewProblem>
    );
  }
  if (preview.kind === "known")
    return (
      <PreviewProblem>
        {t.typeset("errors.feed.known")} <a href={feedAdminPath(preview.id)}>{t("sources.add.openKnown")}</a>
      </PreviewProblem>
    );
  if (preview.kind === "choices") return <FeedChoices feeds={preview.feeds} token={token} />;
  const zone = (await getSettings())["site.zone"];
  const { url, feed, items, values, choices, isReserved, reservation, claimedHost } = preview;
  return (
    <>
      <p className="admin-list-facts feed-found">
        <strong>{feed.title || url}</strong>
        <span className="feed-address">{url}</span>
        <span>{t("sources.preview.count", { count: feed.count })}</span>
        {feed.language && <span>{feed.language}</span>}
        <OtherFormats feeds={preview.otherFormats ?? []} token={token} />
        {feed.hasHub && <span>{t("sources.preview.hub")}</span>}
        {!isReserved && (
          <span>
            {t.typeset(reservation === "unread" ? "sources.preview.reservationUnread" : "sources.preview.notReserved")}
          </span>
        )}
      </p>
      {claimedHost !== undefined && (
        <p className="feed-reserved">
          {t.typeset("sources.preview.claimedHost", { site: claimedHost, host: new URL(url).host })}
        </p>
      )}
      {isReserved && (
        <p className="feed-reserved">
          {typeof reservation === "object"
            ? t.typeset("sources.preview.reserved", { place: reservation.place })
            : t.typeset("sources.preview.reservedKnown")}
        </p>
      )}
      <p className="feed-to-policy">
        <a className="button" href="#policy">
          {t("sources.preview.toPolicy")}
        </a>
      </p>
      {feed.repairs.length > 0 && (
        <details className="feed-failing-days">
          <summary>{t("sources.preview.repairs", { count: feed.repairs.length })}</summary>
          <ul>
            {feed.repairs.map((repair) => (
              <li key={repair}>
                <code>{repair}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      <AddFeedForm
        url={url}
        title={feed.title}
        items={items.map(({ title, url: original, author, excerpt, bodyHtml, pictures, publishedAt, similar }) => ({
          ...{ title, url: original, author, excerpt, similar },
          text: bodyHtml.slice(0, maxSearchedText),
          pictures: pictures.length,
          date: formatDate(publishedAt, { locale: siteLocale(), zone, style: "long" }),
          dateTime: isoWithZone(publishedAt, zone),
        }))}
        values={values}
        choices={choices}
        terms={feed.terms}
        attributions={{ site: defaultAttribution("site"), bare: defaultAttribution("bare") }}
        isReserved={isReserved}
      />
    </>
  );
}
