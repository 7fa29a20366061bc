import { Frame } from "#app/(site)/frame.tsx";
import { listArticles } from "#features/articles/cached.ts";
import { LostReader } from "#features/articles/components/lost-reader.tsx";

/** A 404 that helps: where one may have wanted to go. */
export default async function NotFoundPage() {
  const { articles } = await listArticles({ kind: "all" }, 1);
  return (
    <Frame>
      <LostReader articles={articles.slice(0, 6)} />
    </Frame>
  );
}
