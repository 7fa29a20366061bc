import type { Root } from "hast";
import { siteLocale, translator } from "#i18n/translator.ts";
import { toText } from "#lib/html/text.ts";
import { typeset } from "#lib/typography.ts";
import { parseCommentBody } from "../comment-body.ts";
import type { PickedComment } from "../queries.ts";
import { commentPath, createQuote } from "../rules.ts";

interface Props {
  /** The article's slug. */
  article: string;
  comments: readonly PickedComment[];
  /** The label of the reaction button, from the settings. */
  reaction: string;
}

/** Comments that the moderators picked: one sentence of each, with a link to the whole. Renders nothing without any. */
export function PickedComments({ article, comments, reaction }: Props) {
  const t = translator();
  if (comments.length === 0) return null;
  return (
    <section className="picked-comments" aria-labelledby="picked-comments">
      <h3 id="picked-comments">{t("comments.picks.heading")}</h3>
      <ul>
        {comments.map((comment) => {
          const { id, thread, reactions, hasSeparatePage } = comment;
          const name = comment.name || t("comments.anonymous");
          return (
            <li key={id}>
              <p className="picked-comments-quote">{t.typeset("comments.picks.quote", { text: quoteOf(comment) })}</p>
              <p className="picked-comments-meta">
                <b>{name}</b>
                {reactions > 0 && ` · ${reaction} · ${reactions}`}
                {" · "}
                <a
                  href={commentPath(article, thread, id, hasSeparatePage)}
                  aria-label={t("comments.picks.seeName", { name })}
                >
                  {t("comments.picks.see")}
                </a>
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function quoteOf({ bodyHtml }: PickedComment): string {
  const tree = parseCommentBody(bodyHtml);
  return typeset(createQuote(toText(withoutQuotations(tree)) || toText(tree), siteLocale()));
}

/** Leaves out what the comment itself quotes. */
function withoutQuotations<T extends Root>(tree: T): T {
  const isQuotation = (node: Root["children"][number]) => node.type === "element" && node.tagName === "blockquote";
  return { ...tree, children: tree.children.filter((node) => !isQuotation(node)) };
}
