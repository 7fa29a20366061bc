"use client";

import { Field } from "#components/ui/field.tsx";
import { SlugField } from "#components/ui/slug-field.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { FormState } from "#lib/action.ts";
import { maxDescriptionLength, maxNameLength } from "../rules.ts";

interface Props {
  /** Prefix of the fields' ids. */
  id: string;
  term: { name: string; slug: string; description: string };
  /** Whether it has a description; tags have none. */
  described: boolean;
  state: FormState<unknown>;
  /** Maximum lengths, where they differ from a category's. */
  limits?: { maxNameLength: number; maxDescriptionLength: number };
  /** The hint for the slug, if it differs from a category's. */
  slugHint?: string;
}

const categoryLimits = { maxNameLength, maxDescriptionLength };

/** Name, slug and description, rendered again when the stored values change. */
export function TermFields({ id, term, described, state, limits = categoryLimits, slugHint }: Props) {
  const t = useTranslator();
  const refused = state.status === "refused" ? state : undefined;
  const common = { refused, autoComplete: "off" };
  return (
    <>
      <Field
        key={`name ${term.name}`}
        {...common}
        id={`${id}-name`}
        name={"name"}
        label={t("taxonomy.name")}
        defaultValue={term.name}
        maxLength={limits.maxNameLength}
      />
      <SlugField
        refused={refused}
        id={`${id}-slug`}
        name={"slug"}
        label={t("taxonomy.slug")}
        hint={slugHint ?? t.typeset("taxonomy.slugHint")}
        empty={t.typeset("errors.newsroom.slugEmpty")}
        key={`slug ${term.slug}`}
        defaultValue={term.slug}
      />
      {described && (
        <TextArea
          key={`description ${term.description}`}
          {...common}
          id={`${id}-description`}
          name={"description"}
          label={t("taxonomy.description")}
          defaultValue={term.description}
          maxLength={limits.maxDescriptionLength}
          rows={3}
        />
      )}
    </>
  );
}
