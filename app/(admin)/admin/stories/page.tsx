import "#components/admin-shell/admin-forms.css";
import "#features/taxonomy-admin/components/terms.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { CreateStoryForm } from "#features/stories/components/create-story.client.tsx";
import { StoryList } from "#features/stories/components/story-list.tsx";
import { loadStories } from "#features/stories/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.stories"));

export default async function StoriesPage({ searchParams }: PageProps<"/admin/stories">) {
  const viewer = await requireEditor();
  const query = await searchParams;
  const t = translator();
  const words = searchWords(singleParam(query.q));
  const before = singleParam(query.before);
  const list = await loadStories({ words, before });
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/stories"
      title={t("admin.navigation.stories")}
      messages={["stories", "errors.newsroom.slugEmpty", "taxonomy"]}
    >
      {query.done === "deleted" && <FormSuccess>{t("stories.done.deleted")}</FormSuccess>}
      <StoryList words={words} isFirst={before === undefined} {...list} />
      <CreateStoryForm />
    </AdminPage>
  );
}
