import type { RefObject } from "react";
import { TextArea } from "#components/ui/text-area.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { SectionProps } from "./section-props.ts";

type Props = Pick<SectionProps, "draft" | "refusal"> & { form: RefObject<HTMLFormElement | null> };

/** Title and lead, as large as readers see them; Enter moves from the title to the lead. */
export function HeadlineFields({ draft: { content }, refusal, form }: Props) {
  const t = useTranslator();
  return (
    <>
      <div className="article-form-title">
        <TextArea
          name="title"
          label={t.typeset("newsroom.form.title")}
          placeholder={t.typeset("newsroom.form.title")}
          rows={1}
          maxLength={250}
          required
          defaultValue={content.title}
          refused={refusal}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            form.current?.querySelector<HTMLElement>("[name=lead]")?.focus();
          }}
        />
      </div>
      <div className="article-form-lead">
        <TextArea
          name="lead"
          label={t.typeset("newsroom.form.lead")}
          placeholder={t.typeset("newsroom.form.lead")}
          rows={3}
          maxLength={1000}
          defaultValue={content.lead}
          refused={refusal}
        />
      </div>
    </>
  );
}
