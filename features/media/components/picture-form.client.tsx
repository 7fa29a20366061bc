"use client";

import { type MouseEvent, useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { FieldLayout } from "#components/ui/field-layout.tsx";
import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { SaveButton } from "#components/ui/save-button.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { useFormAction } from "#components/ui/use-form-action.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { idleState } from "#lib/action.ts";
import { savePictureAction } from "../library/actions.ts";
import type { LibraryPicture } from "../library/queries.ts";
import { focusStep, isLicence } from "../rules.ts";
import { Picture } from "./picture.tsx";

interface Props {
  picture: LibraryPicture;
  licences: { value: string; label: string }[];
  /** Another member's picture: visible, but not editable. */
  readOnly: boolean;
}

/** A picture with its focal point and its texts. */
export function PictureForm({ picture, licences, readOnly }: Props) {
  const t = useTranslator();
  const [state, action, pending] = useFormAction(savePictureAction, idleState);
  const refused = state.status === "refused" ? state : undefined;
  // React resets a submitted form to its fields' default values: those are what was saved.
  const saved = state.status === "done" ? state.value : toFields(picture);
  const [x, setX] = useState(Number(refused?.typed.focusX ?? saved.focusX));
  const [y, setY] = useState(Number(refused?.typed.focusY ?? saved.focusY));

  const pick = (event: MouseEvent<HTMLElement>) => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const percent = (part: number) => Math.min(100, Math.max(0, Math.round(part * 10) * 10));
    setX(percent((event.clientX - left) / width));
    setY(percent((event.clientY - top) / height));
  };

  return (
    <form action={action} className="media-form">
      <div className="media-preview">
        {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: the sliders below do the same by keyboard */}
        <div className="media-focus" onClick={readOnly ? undefined : pick} data-pick={readOnly ? undefined : ""}>
          <Picture
            id={picture.id}
            width={picture.width}
            height={picture.height}
            revision={picture.revision}
            alt={picture.alt}
            sizes="(min-width: 64rem) 30rem, 92vw"
            priority
          />
          <span className="media-focus-point" data-fx={focusStep(x)} data-fy={focusStep(y)} aria-hidden="true" />
        </div>
        <fieldset className="media-focus-fields" disabled={readOnly}>
          <legend>{t("media.picture.focus")}</legend>
          <p className="field-hint">{t("media.picture.focusHint")}</p>
          <Slider
            name="focusX"
            label={t("media.picture.focusX")}
            value={x}
            change={setX}
            error={refused?.fields.focusX}
          />
          <Slider
            name="focusY"
            label={t("media.picture.focusY")}
            value={y}
            change={setY}
            error={refused?.fields.focusY}
          />
        </fieldset>
        <div className="media-crops" aria-hidden="true">
          {(["wide", "square", "tall"] as const).map((shape) => (
            <span key={shape} data-shape={shape}>
              <Picture
                id={picture.id}
                width={picture.width}
                height={picture.height}
                revision={picture.revision}
                focusX={x}
                focusY={y}
                alt=""
                sizes="10rem"
              />
            </span>
          ))}
        </div>
      </div>
      <fieldset className="form media-metadata" disabled={readOnly}>
        <FormAlert>{refused?.message}</FormAlert>
        <input type="hidden" name="id" value={picture.id} />
        <input type="hidden" name="version" value={saved.version} />
        <TextArea
          name="alt"
          label={t("media.picture.alt")}
          hint={t.typeset("media.picture.altHint")}
          defaultValue={saved.alt}
          rows={3}
          refused={refused}
        />
        <TextArea
          name="caption"
          label={t("media.picture.caption")}
          defaultValue={saved.caption}
          rows={2}
          refused={refused}
        />
        <Field
          name="credit"
          label={t("media.picture.credit")}
          hint={t("media.picture.creditHint")}
          defaultValue={saved.credit}
          refused={refused}
        />
        <FieldLayout id="licence" name="licence" label={t("media.picture.licence")} refused={refused}>
          {({ typed, ...framed }) => (
            <select key={typed ?? saved.licence} {...framed} defaultValue={typed ?? saved.licence}>
              {licences.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </FieldLayout>
        <Field
          name="licenceWords"
          label={t("media.picture.licenceOtherName")}
          defaultValue={saved.licenceWords}
          refused={refused}
        />
        {!readOnly && (
          <SaveButton
            label={t("media.picture.save")}
            pending={pending}
            saved={state.status === "done" && t("media.picture.saved")}
          />
        )}
      </fieldset>
    </form>
  );
}

/** Converts a picture to field values: a licence outside the list becomes "other" with its text. */
function toFields({ licence, ...picture }: LibraryPicture) {
  const listed = licence === "" || isLicence(licence);
  return { ...picture, licence: listed ? licence : "other", licenceWords: listed ? "" : licence };
}

interface SliderProps {
  name: string;
  label: string;
  value: number;
  change(value: number): void;
  error: string | undefined;
}

function Slider({ name, label, value, change, error }: SliderProps) {
  return (
    <div className="media-slider">
      <label htmlFor={name}>{label}</label>
      <input
        type="range"
        id={name}
        name={name}
        min={0}
        max={100}
        step={10}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
        onChange={(event) => change(Number(event.currentTarget.value))}
      />
      {error && (
        <p id={`${name}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}
