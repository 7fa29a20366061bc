import { adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireContributor } from "#features/auth/loaders.ts";
import { loadNewDraft } from "#features/newsroom/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { EditorPage } from "../editor-page.tsx";

export const generateMetadata = () => adminMetadata(translator()("newsroom.new"));

export default async function NewArticlePage() {
  const viewer = await requireContributor();
  return <EditorPage viewer={viewer} path="/admin/articles/new" {...(await loadNewDraft(viewer))} />;
}
