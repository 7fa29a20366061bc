import { translator } from "#i18n/translator.ts";

/** Links from the first threads, below the article, to the second page. */
export function MoreComments({ slug }: { slug: string }) {
  return (
    <p className="mt-6">
      <a className="button" href={`/articles/${slug}/comments?page=2`}>
        {translator()("comments.more")}
      </a>
    </p>
  );
}
