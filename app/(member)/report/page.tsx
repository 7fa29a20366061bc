import "#features/dsa-notices/components/notice-form.css";
import type { Metadata } from "next";
import { FormPage, singleParam } from "#app/(member)/form-page.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { createExcerpt } from "#features/comments/rules.ts";
import { NoticeForm } from "#features/dsa-notices/components/notice-form.client.tsx";
import { loadReportedContent } from "#features/dsa-notices/loaders.ts";
import { maxExplanationLength, minExplanationLength, noticeGrounds } from "#features/dsa-notices/rules.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { translator } from "#i18n/translator.ts";
import { createFormToken } from "#lib/form-age-token.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { describePage } from "#lib/page-metadata.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";

export async function generateMetadata(): Promise<Metadata> {
  const t = translator();
  const settings = await getSettings();
  const _name = settings["site.name"];
  return describePage({
    site: describeSite(settings),
    title: t("dsaNoticeForm.title"),
    description: t.typeset("dsaNoticeForm.lead"),
    path: "/report",
  });
}

export default async function ReportPage({ searchParams }: PageProps<"/report">) {
  const { comment, article } = await searchParams;
  const content = await loadReportedContent({ comment: singleParam(comment), article: singleParam(article) });
  const t = translator();
  return (
    <FormPage
      title={t("dsaNoticeForm.title")}
      lead={t.typeset("dsaNoticeForm.lead")}
      links={[{ href: "/rules", label: t.typeset("dsaNoticeForm.rules") }]}
    >
      {content === "gone" && <p className="form-note mb-6 font-sans text-small">{t.typeset("dsaNoticeForm.gone")}</p>}
      {content && content !== "gone" && (
        <div className="notice-form-about">
          <p>
            {content.commentId === null
              ? t.typeset("dsaNoticeForm.aboutArticle", { title: insideQuotes(content.title) })
              : t.typeset("dsaNoticeForm.aboutComment", {
                  title: insideQuotes(content.title),
                  name: content.author || t("comments.anonymous"),
                })}
          </p>
          {content.bodyHtml && (
            <Prose className="comment-body">
              <p>{typeset(createExcerpt(toText(parseHtml(content.bodyHtml))))}</p>
            </Prose>
          )}
        </div>
      )}
      <NoticeForm
        address={content && content !== "gone" ? content.address : ""}
        opened={createFormToken()}
        grounds={noticeGrounds.map((value) => ({
          value,
          label: t(`dsaNotices.grounds.${value}`),
          hint: t(`dsaNoticeForm.groundHints.${value}`),
        }))}
        maxLength={maxExplanationLength}
        labels={{
          address: t("dsaNoticeForm.address"),
          addressHint: t.typeset("dsaNoticeForm.addressHint"),
          ground: t("dsaNoticeForm.ground"),
          explanation: t("dsaNoticeForm.explanation"),
          explanationHint: t.typeset("dsaNoticeForm.explanationHint", {
            min: minExplanationLength,
            max: maxExplanationLength,
          }),
          sender: t("dsaNoticeForm.sender"),
          senderHint: t.typeset("dsaNoticeForm.senderHint"),
          name: t("dsaNoticeForm.name"),
          email: t("accounts.email"),
          emailHint: t.typeset("dsaNoticeForm.emailHint"),
          faith: t.typeset("dsaNoticeForm.goodFaith"),
          submit: t("dsaNoticeForm.submit"),
          trap: t("accounts.register.honeypot"),
        }}
      />
      <div className="notice-form-notes">
        <p>{t.typeset("dsaNoticeForm.urgent")}</p>
        <p>{t.typeset("dsaNoticeForm.kept", { days: (await getSettings())["notices.forgetDays"] })}</p>
        <p>{t.typeset("dsaNoticeForm.misuse")}</p>
      </div>
    </FormPage>
  );
}
