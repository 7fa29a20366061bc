import { translator } from "#i18n/translator.ts";
import type { RelatedCard } from "../queries.ts";

/**
 * Says in readers' words why an article is related. Words that two texts share are a reason for the ranking, not for a
 * reader: such an article is on a related subject.
 * @param authors handles of the authors of the article below which it is shown
 */
export function describeReason({ reasons, author, category }: RelatedCard, authors: string[]): string {
  const t = translator();
  const { tags = [], category: sharesCategory = false, words = [], pinned = false } = reasons;
  if (pinned) return t("related.pinned");
  if (tags.length > 0) return t("related.sameSubject", { count: tags.length, subjects: tags.join(", ") });
  if (author && authors.includes(author.slug)) return t("related.sameAuthor", { name: author.name });
  if (words.length > 0 || !sharesCategory || !category) return t("related.relatedSubject");
  return t("related.sameCategory", { name: category.name });
}
