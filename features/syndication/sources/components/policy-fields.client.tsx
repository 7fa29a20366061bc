"use client";

import { Field } from "#components/ui/field.tsx";
import { FieldLayout } from "#components/ui/field-layout.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { chooseSourceNameForm, type SourceNameForm } from "#features/articles/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { FormState } from "#lib/action.ts";
import { type PolicyValues, presetPolicy, typedPolicy } from "../policy-values.ts";
import type { FeedChoices } from "../queries.ts";
import { maxAttributionLength, maxLicenceLength, maxSourceDescriptionLength, maxSourceNameLength } from "../rules.ts";
import { AttributionField } from "./attribution-field.client.tsx";
import { PolicySection } from "./policy-section.client.tsx";
import { TermMappings } from "./term-mappings.client.tsx";

interface Props {
  values: PolicyValues;
  state: FormState<unknown>;
  choices: FeedChoices;
  /** The feed's categories, as its last items have them. */
  terms: string[];
  /** The title of an item, for the example of the attribution. */
  exampleTitle: string;
  /** The site's default attribution for both forms of a source's name, with placeholders. */
  attributions: Record<SourceNameForm, string>;
  /** The policy cannot be to take the full text: the source reserves text and data mining. */
  isReserved: boolean;
  /** Whether the feed is followed already: then sections with changed settings are open. */
  isFollowed: boolean;
  /** Whether its source has other feeds, to which a new name applies too. */
  isSourceShared?: boolean;
  onBlockedChange?: (blocked: { words?: string; authors?: string }) => void;
}

/**
 * The policy of a feed and the details of its source: first what every feed needs, then collapsible sections. What was typed stays after a
 * refusal.
 */
export function PolicyFields(props: Props) {
  const { state, choices, isReserved, onBlockedChange } = props;
  const t = useTranslator();
  const refused = state.status === "refused" ? state : undefined;
  const values = refused ? typedPolicy(props.values, refused.typed) : props.values;
  const common = { refused, autoComplete: "off" };
  /** The props of a section with these fields. On the page of a new feed no editor has changed anything yet. */
  const section = (fields: (keyof PolicyValues)[]) => ({
    ...{ state, fields: fields.includes("mappings") ? [...fields, ...mappingFields] : fields },
    isChanged: props.isFollowed && fields.some((name) => String(values[name]) !== String(presetPolicy[name])),
  });
  return (
    <>
      <div className="feed-group">
        <Field
          {...common}
          name="sourceName"
          label={t("sources.policy.sourceName")}
          hint={t.typeset(props.isSourceShared ? "sources.policy.sourceNameShared" : "sources.policy.sourceNameHint")}
          defaultValue={values.sourceName}
          maxLength={maxSourceNameLength}
          list="known-sources"
        />
        <datalist id="known-sources">
          {choices.sources.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Choices
          name="publication"
          legend={t("sources.policy.publication")}
          value={values.publication}
          options={[
            { value: "draft", label: t.typeset("sources.choice.publication.draft") },
            { value: "publish", label: t("sources.choice.publication.publish") },
          ]}
        />
        <Choices
          name="body"
          legend={t("sources.policy.body")}
          value={values.body}
          options={[
            { value: "excerpt", label: t("sources.choice.body.excerpt") },
            { value: "full", label: t("sources.choice.body.full") },
          ]}
        />
        {isReserved && <p className="feed-reserved">{t.typeset("sources.policy.reserved")}</p>}
        <FieldLayout id="category" name="category" label={t("sources.policy.category")} refused={refused}>
          {({ typed, ...framed }) => (
            <select key={typed ?? values.category} {...framed} defaultValue={typed ?? values.category}>
              <option value="">{t("sources.policy.noCategory")}</option>
              {choices.categories.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </FieldLayout>
      </div>
      <PolicySection
        title={t("sources.policy.source")}
        {...section(["sourceUrl", "description", "attribution", "licence"])}
      >
        <Field
          {...common}
          name="sourceUrl"
          type="url"
          inputMode="url"
          label={t("sources.policy.sourceUrl")}
          defaultValue={values.sourceUrl}
        />
        <TextArea
          {...common}
          name="description"
          label={t("sources.policy.description")}
          hint={t("sources.policy.descriptionHint")}
          defaultValue={values.description}
          maxLength={maxSourceDescriptionLength}
          rows={2}
        />
        <AttributionField
          refused={refused}
          value={values.attribution}
          fallback={props.attributions[chooseSourceNameForm(values.sourceName)]}
          example={{ title: props.exampleTitle, source: values.sourceName }}
          maxLength={maxAttributionLength}
        />
        <Field
          {...common}
          name="licence"
          label={t("sources.policy.licence")}
          hint={t.typeset("sources.policy.licenceHint")}
          defaultValue={values.licence}
          maxLength={maxLicenceLength}
        />
      </PolicySection>
      <PolicySection title={t("sources.policy.terms")} {...section(["mappings", "author", "language"])}>
        <TermMappings
          mappings={values.mappings}
          terms={props.terms}
          categories={choices.categories}
          refused={refused}
        />
        <Field
          {...common}
          name="author"
          label={t("sources.policy.author")}
          hint={t.typeset("sources.policy.authorHint")}
          defaultValue={values.author}
          list="known-authors"
        />
        <datalist id="known-authors">
          {choices.authors.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <Field
          {...common}
          name="language"
          label={t("sources.policy.language")}
          hint={t.typeset("sources.policy.languageHint")}
          defaultValue={values.language}
          maxLength={35}
        />
      </PolicySection>
      <PolicySection title={t("sources.policy.display")} {...section(["indexing", "pictures"])}>
        <Choices
          name="indexing"
          legend={t("sources.policy.indexing")}
          value={values.indexing}
          options={[
            { value: "noindex", label: t("sources.choice.indexing.noindex") },
            { value: "canonical", label: t("sources.choice.indexing.canonical") },
          ]}
        />
        <label className="form-checkbox" key={`pictures ${values.pictures}`}>
          <input type="checkbox" name="pictures" value="1" defaultChecked={values.pictures} />{" "}
          <span>{t("sources.policy.pictures")}</span>
        </label>
      </PolicySection>
      <PolicySection title={t("sources.policy.filters")} {...section(["blockedWords", "blockedAuthors"])}>
        <TextArea
          {...common}
          name="blockedWords"
          label={t("sources.policy.blockedWords")}
          hint={t("sources.policy.blockedWordsHint")}
          defaultValue={values.blockedWords}
          rows={3}
          onChange={(event) => onBlockedChange?.({ words: event.target.value })}
        />
        <TextArea
          {...common}
          name="blockedAuthors"
          label={t("sources.policy.blockedAuthors")}
          hint={t("sources.policy.blockedAuthorsHint")}
          defaultValue={values.blockedAuthors}
          rows={2}
          onChange={(event) => onBlockedChange?.({ authors: event.target.value })}
        />
      </PolicySection>
      <PolicySection title={t("sources.policy.follow")} {...section(["interval", "editPolicy", "deletionPolicy"])}>
        <Field
          {...common}
          name="interval"
          inputMode="numeric"
          label={t("sources.policy.interval")}
          hint={t.typeset("sources.policy.intervalHint")}
          defaultValue={values.interval}
          maxLength={5}
        />
        <Choices
          name="editPolicy"
          legend={t("sources.policy.editPolicy")}
          value={values.editPolicy}
          options={[
            { value: "review", label: t.typeset("sources.choice.editPolicy.review") },
            { value: "apply", label: t("sources.choice.editPolicy.apply") },
          ]}
        />
        <Choices
          name="deletionPolicy"
          legend={t("sources.policy.deletionPolicy")}
          value={values.deletionPolicy}
          options={[
            { value: "review", label: t.typeset("sources.choice.deletionPolicy.review") },
            { value: "withdraw", label: t("sources.choice.deletionPolicy.withdraw") },
          ]}
        />
      </PolicySection>
    </>
  );
}

/** The names of the mapping's columns in the form. */
const mappingFields = ["term", "termCategory", "termTag"];

interface ChoicesProps {
  name: string;
  legend: string;
  value: string;
  options: { value: string; label: string }[];
}

/** One choice of a policy, as radio buttons. */
function Choices({ name, legend, value, options }: ChoicesProps) {
  return (
    <fieldset className="choices" key={`${name} ${value}`}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} value={option.value} defaultChecked={option.value === value} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
