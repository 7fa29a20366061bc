import { ButtonForm } from "#components/ui/button-form.client.tsx";
import { ConfirmedButton } from "#components/ui/confirmed-button.client.tsx";
import { translator } from "#i18n/translator.ts";
import { createPrivateFeedAction, removePrivateFeedAction, renewPrivateFeedAction } from "../private-feed/actions.ts";
import type { loadPrivateFeed } from "../private-feed/loaders.ts";

/** The secret addresses of the viewer's feed, with buttons that change or remove them. */
export function PrivateFeed({ feed }: { feed: Awaited<ReturnType<typeof loadPrivateFeed>> }) {
  const t = translator();
  return (
    <>
      {feed ? (
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
      ) : (
        <ButtonForm action={createPrivateFeedAction} label={t("follows.feed.create")} />
      )}
      <div className="follow-actions">
        <ConfirmedButton
          action={renewPrivateFeedAction}
          label={t("follows.feed.renew")}
          text={t.typeset("follows.feed.renewText")}
          confirm={t("follows.feed.renewConfirm")}
          done={feed && t.typeset("follows.feed.renewed")}
          isOffered={feed !== undefined}
        />
        <ConfirmedButton
          action={removePrivateFeedAction}
          label={t("follows.feed.remove")}
          text={t.typeset("follows.feed.removeText")}
          confirm={t("follows.feed.removeConfirm")}
          done={feed ? undefined : t.typeset("follows.feed.removed")}
          isOffered={feed !== undefined}
        />
      </div>
    </>
  );
}
