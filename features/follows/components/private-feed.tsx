import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { translator } from "#i18n/translator.ts";
import { removePrivateFeedAction, renewPrivateFeedAction } from "../private-feed/actions.ts";
import type { loadPrivateFeed } from "../private-feed/loaders.ts";

/** The secret addresses of the viewer's feed, with buttons that change or remove them. */
export function PrivateFeed({ feed }: { feed: Awaited<ReturnType<typeof loadPrivateFeed>> }) {
  const t = translator();
  if (!feed) return <ButtonForm action={renewPrivateFeedAction} label={t("follows.feed.create")} />;
  return (
    <>
      <dl className="private-feed">
        <dt>{t("follows.feed.address")}</dt>
        <dd>
          <a href={feed.rss}>{feed.rss}</a>
        </dd>
        <dt>{t("follows.feed.json")}</dt>
        <dd>
          <a href={feed.json}>{feed.json}</a>
        </dd>
      </dl>
      <div className="follow-actions">
        <ButtonForm action={renewPrivateFeedAction} label={t("follows.feed.renew")} />
        <ButtonForm action={removePrivateFeedAction} label={t("follows.feed.remove")} />
      </div>
    </>
  );
}
