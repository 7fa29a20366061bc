import "#components/admin-shell/admin-forms.css";
import "#features/moderation/reply-templates/components/templates.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import {
  AddPresetsForm,
  CreateTemplateForm,
  ReplyTemplateForms,
} from "#features/moderation/reply-templates/components/template-forms.client.tsx";
import { loadReplyTemplates } from "#features/moderation/reply-templates/loaders.ts";
import { replyTemplatesPath } from "#features/moderation/reply-templates/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.templates"));

const results = ["created", "deleted", "added"] as const;

export default async function ReplyTemplatesPage({ searchParams }: PageProps<"/admin/moderation/templates">) {
  const viewer = await requireModerator();
  const query = await searchParams;
  const t = translator();
  const { templates, rules } = await loadReplyTemplates();
  const done = results.find((result) => result === singleParam(query.done));
  return (
    <AdminPage
      viewer={viewer}
      path={replyTemplatesPath}
      title={t("admin.navigation.templates")}
      messages={["moderation.replyTemplates"]}
    >
      <p className="admin-intro">{t.typeset("moderation.replyTemplates.intro")}</p>
      {done && <FormSuccess>{t(`moderation.replyTemplates.done.${done}`)}</FormSuccess>}
      {templates.length === 0 && <AddPresetsForm />}
      <CreateTemplateForm key={templates.length} rules={rules} open={templates.length === 0} />
      {templates.map((template) => (
        <ReplyTemplateForms key={template.id} template={template} rules={rules} />
      ))}
    </AdminPage>
  );
}
