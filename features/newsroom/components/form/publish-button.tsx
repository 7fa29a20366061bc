import type { EditorSessionView } from "#features/newsroom/editor-session/browser/session-view.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";

interface Props {
  session: Pick<EditorSessionView, "status">;
  locked: boolean;
  pending: boolean;
}

/** Publishes the article, updates it, or puts a withdrawn one back. */
export function PublishButton({ session: { status }, locked, pending }: Props) {
  const t = useTranslator();
  return (
    <button
      type="submit"
      name="act"
      value="publish"
      className="button button-strong"
      disabled={locked}
      aria-disabled={pending}
    >
      {status === "published"
        ? t.typeset("newsroom.form.update")
        : status === "withdrawn"
          ? t.typeset("newsroom.form.bringBack")
          : t.typeset("newsroom.form.publish")}
    </button>
  );
}
