import { translator } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { Article } from "../queries.ts";
import { EndLine } from "./end-line.tsx";
import { ShareButtons } from "./share-buttons.client.tsx";

/** The ways to pass an article on, in words. Nothing is requested from another site until the reader chooses it. */
export function ShareLine({ article }: { article: Pick<Article, "slug" | "title" | "commentCount"> }) {
  const t = translator();
  const address = absoluteUrl(`/articles/${article.slug}`);
  // `encodeURIComponent`, because mail programs do not read "+" as a space.
  const mail = `mailto:?subject=${encodeURIComponent(article.title)}&body=${encodeURIComponent(address)}`;
  return (
    <EndLine headingId="share-heading" id="share" className="share" heading={t("share.heading")}>
      <ShareButtons
        title={article.title}
        address={address}
        mail={mail}
        comments={article.commentCount > 0}
        labels={{
          copy: t("share.copy"),
          copied: t("share.copied"),
          copyFailed: t.typeset("share.copyFailed"),
          more: t("share.more"),
          mail: t("share.mail"),
          server: t("share.server"),
          serverHint: t.typeset("share.serverHint"),
          serverWrong: t.typeset("share.serverWrong"),
          open: t("share.open"),
          print: t("share.print"),
          printComments: t("share.printComments"),
        }}
      />
    </EndLine>
  );
}
