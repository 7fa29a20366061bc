import { adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { loadDraft } from "#features/newsroom/loaders.ts";
import { PendingPictures } from "#features/syndication/publication/components/pending-pictures.tsx";
import { translator } from "#i18n/translator.ts";
import { EditorPage } from "../editor-page.tsx";

export const generateMetadata = () => adminMetadata(translator()("newsroom.edit"));

export default async function ArticlePage({ params, searchParams }: PageProps<"/admin/articles/[id]">) {
  const viewer = await requireContributor();
  const { id } = await params;
  const { done, ask, at, authors, pictures } = await searchParams;
  const finds = { authors: [authors].flat()[0], pictures: [pictures].flat()[0] };
  const draft = await loadDraft(viewer, id, finds);
  const notice = <PendingPictures articleId={draft.draft.id} />;
  return (
    <EditorPage
      viewer={viewer}
      path={`/admin/articles/${id}`}
      done={done}
      ask={ask}
      at={at}
      notice={notice}
      {...draft}
    />
  );
}
