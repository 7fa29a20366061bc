import type { ReactNode } from "react";
import { translator } from "#i18n/translator.ts";
import { CommentForms } from "./comment-forms.client.tsx";
import type { FormattingLabels } from "./formatting-help.client.tsx";

/** The labels of the buttons and the help for Markdown. */
export function formattingLabels(): FormattingLabels {
  const t = translator();
  return {
    summary: t("comments.formatting.summary"),
    typed: t("comments.formatting.typed"),
    shown: t("comments.formatting.shown"),
    bold: t("comments.formatting.bold"),
    italic: t("comments.formatting.italic"),
    link: t("comments.formatting.link"),
    quote: t("comments.formatting.quote"),
    list: t("comments.formatting.list"),
    code: t("comments.formatting.code"),
    buttons: {
      bold: t("comments.formatting.buttons.bold"),
      italic: t("comments.formatting.buttons.italic"),
      link: t("comments.formatting.buttons.link"),
      quote: t("comments.formatting.buttons.quote"),
    },
  };
}

/** The labels for how many of the folded replies are new. */
export function foldedNewsLabels(): { one: string; many: string } {
  const t = translator();
  return { one: t("comments.folded.newOne"), many: t("comments.folded.newMany", { count: "{count}" }) };
}

/** Provides the labels of the forms and threads inside, in the site's language. */
export function CommentFormsProvider({
  article,
  newest = 0,
  children,
}: {
  article: string;
  /** The newest comment that the page may show; 0 on a page without comments. */
  newest?: number;
  children: ReactNode;
}) {
  const t = translator();
  return (
    <CommentForms
      article={article}
      newest={newest}
      labels={{
        label: t("comments.form.label"),
        placeholder: t("comments.form.placeholder"),
        hint: t("comments.form.hint"),
        submit: t("comments.form.submit"),
        preview: t("comments.form.preview"),
        formatting: formattingLabels(),
        sending: t("comments.form.sending"),
        signIn: t("comments.form.signIn"),
        email: t("comments.form.email"),
        password: t("comments.form.password"),
        elsewhere: t("comments.form.elsewhere"),
        register: t("accounts.toRegister"),
        otherTab: t.typeset("comments.form.openInNewTab"),
        posted: t("comments.form.posted"),
        anonymous: t("comments.anonymous"),
        byAuthor: t("comments.byAuthor"),
        byStaff: t("comments.byStaff"),
        expertise: t("comments.expertise"),
        permalink: t("comments.permalink"),
        see: t("comments.form.see"),
        waits: t.typeset("comments.form.waits"),
        restored: t("comments.form.kept"),
        restoredAfterSending: t.typeset("comments.form.keptAfterSending"),
        warned: t.typeset("comments.form.warned"),
        sendConfirmed: t("comments.form.sendConfirmed"),
        confirm: t("comments.form.confirm"),
        you: t("comments.form.you"),
        lost: t.typeset("comments.form.noResponse"),
        reply: t("comments.reply"),
        replying: t("comments.replying"),
        replyTo: t("comments.replyTo", { name: "{name}" }),
        replyLabel: t("comments.form.replyLabel"),
        submitReply: t("comments.form.submitReply"),
        inReplyTo: t("comments.form.inReplyTo"),
        hintReply: t("comments.form.hintReply"),
        cancel: t("comments.form.cancel"),
        draft: t("comments.form.draft"),
        quotation: t("comments.form.quotation"),
        remove: t("comments.form.remove"),
        removeQuotation: t("comments.form.removeQuotation"),
        asThread: t("comments.form.asThread"),
        replies: {
          one: t("comments.folded.replyOne"),
          many: t("comments.folded.replyMany", { count: "{count}" }),
          to: t("comments.folded.to", { name: "{name}" }),
          news: foldedNewsLabels(),
          draft: t("comments.folded.draft"),
        },
      }}
    >
      {children}
    </CommentForms>
  );
}
