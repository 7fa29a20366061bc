import "#components/admin-shell/admin-forms.css";
import "#components/admin-shell/order-list.css";
import "#features/newsletter/components/topics.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { NewTopicForm, TopicList } from "#features/newsletter/components/topic-list.client.tsx";
import { loadTopics } from "#features/newsletter/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.topics"));

const messages = ["newsletter.topics", "taxonomy", "home.order", "errors.newsroom.slugEmpty"] as const;

export default async function TopicsPage({ searchParams }: PageProps<"/admin/settings/topics">) {
  const viewer = await requireAdmin();
  const { done } = await searchParams;
  const { version, topics, categories } = await loadTopics();
  const t = translator();
  return (
    <AdminPage viewer={viewer} path="/admin/settings/topics" title={t("admin.navigation.topics")} messages={messages}>
      <p className="admin-intro">{t.typeset("newsletter.topics.lead")}</p>
      {done === "created" && <FormSuccess>{t("newsletter.topics.created")}</FormSuccess>}
      <TopicList version={version} topics={topics} categories={categories} />
      {/* The form is empty again after each new topic. */}
      <NewTopicForm key={topics.length} categories={categories} />
    </AdminPage>
  );
}
