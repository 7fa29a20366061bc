import "#components/admin-shell/admin-forms.css";
import "#features/taxonomy-admin/components/terms.css";
import "#features/stories/components/story-forms.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireEditor } from "#features/auth/loaders.ts";
import { StoryForms } from "#features/stories/components/story-forms.client.tsx";
import { StoryOrder } from "#features/stories/components/story-order.client.tsx";
import { loadStory } from "#features/stories/loaders.ts";
import { storyListPath, storyPath } from "#features/stories/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.stories"));

const outcomes = ["created", "merged"] as const;

export default async function StoryAdminPage({ params, searchParams }: PageProps<"/admin/stories/[id]">) {
  const viewer = await requireEditor();
  const { story, version, placed, orderVersion } = await loadStory((await params).id);
  const { done } = await searchParams;
  const outcome = outcomes.find((one) => one === done);
  const t = translator();
  const isPublic = placed.some(({ status }) => status === "published");
  return (
    <AdminPage
      viewer={viewer}
      path="/admin/stories"
      title={story.name}
      messages={["stories", "errors.newsroom.slugEmpty", "taxonomy", "newsroom.statuses"]}
    >
      {outcome && <FormSuccess>{t(`stories.done.${outcome}`)}</FormSuccess>}
      <p className="admin-list-facts">
        <a href={storyListPath}>{t("admin.navigation.stories")}</a>
        {isPublic ? (
          <a href={storyPath(story.slug)}>{storyPath(story.slug)}</a>
        ) : (
          <span>{t.typeset("stories.notPublic")}</span>
        )}
      </p>
      <StoryOrder key={orderVersion} story={story} placed={placed} version={orderVersion} />
      <StoryForms key={story.id} story={story} version={version} />
    </AdminPage>
  );
}
