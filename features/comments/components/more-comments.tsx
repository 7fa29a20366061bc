import { translator } from "#i18n/translator.ts";

/** From the first threads, below the article, to the second page of them. */
export function MoreComments({ slug }: { slug: string }) {
  return (
    <p className="mt-6">
      <a className="button" href={`/articles/${slug}/comments?page=2`}>
        {translator()("comments.more")}
      </a>
    </p>
  );
}
