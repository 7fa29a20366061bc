"use client";

import { Field } from "#components/ui/field.tsx";
import { SlugField } from "#components/ui/slug-field.client.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import type { FormState } from "#lib/action.ts";
import { maxDescriptionLength, maxNameLength } from "../rules.ts";

export type TermLabels = Record<"name" | "slug" | "slugHint" | "slugEmpty" | "description", string>;

interface Props {
  /** Begins the fields' ids. */
  id: string;
  term: { name: string; slug: string; description: string };
  /** Tags have none. */
  described: boolean;
  state: FormState<unknown>;
  /** How long they may be, where not as a category's. */
  limits?: { longestName: number; longestDescription: number };
  labels: TermLabels;
}

const categoryLimits = { longestName: maxNameLength, longestDescription: maxDescriptionLength };

/** Name, slug and description, drawn anew when the site's are others. */
export function TermFields({ id, term, described, state, limits = categoryLimits, labels }: Props) {
  const refused = state.status === "refused" ? state : undefined;
  const common = { refused, autoComplete: "off" };
  return (
    <>
      <Field
        {...common}
        id={`${id}-name`}
        name={"name"}
        label={labels.name}
        key={`name ${term.name}`}
        defaultValue={term.name}
        maxLength={limits.longestName}
      />
      <SlugField
        refused={refused}
        id={`${id}-slug`}
        name={"slug"}
        label={labels.slug}
        hint={labels.slugHint}
        empty={labels.slugEmpty}
        key={`slug ${term.slug}`}
        defaultValue={term.slug}
      />
      {described && (
        <TextArea
          {...common}
          id={`${id}-description`}
          name={"description"}
          label={labels.description}
          key={`description ${term.description}`}
          defaultValue={term.description}
          maxLength={limits.longestDescription}
          rows={3}
        />
      )}
    </>
  );
}
