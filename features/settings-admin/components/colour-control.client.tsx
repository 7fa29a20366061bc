"use client";

import { useState } from "react";
import { backgrounds, minContrast, type Theme } from "#features/settings/theme-colours.ts";
import { useLocale, useTranslator } from "#i18n/messages-provider.client.tsx";
import { isHex, lowestContrast } from "#lib/contrast.ts";

interface Props {
  theme: Theme;
  initial: string;
  /** The colour used without a value. */
  fallback: string;
  control: { id: string; name: string; "aria-describedby": string; "aria-invalid": true | undefined };
  readOnly: boolean;
  /** Whether the stored colour differs from the preset: the setting's own button then restores the preset. */
  changed: boolean;
  /** Whether the contrast was just requested, on a page without scripts. */
  isContrastShown: boolean;
  /** The setting's name. */
  name: string;
}

/** A colour as text and in the browser's picker, shown on each of its backgrounds with its contrast. */
export function ColourControl({ theme, initial, fallback, control, readOnly, changed, isContrastShown, name }: Props) {
  const t = useTranslator();
  const locale = useLocale();
  const [typed, setTyped] = useState(initial);
  const entered = typed.trim().toLowerCase();
  const colour = isHex(entered) ? entered : fallback;
  const isNone = entered !== "" && !isHex(entered);
  const ratio = lowestContrast(colour, backgrounds[theme]);
  const ratioText = t.typeset("settings.colour.ratio", {
    ratio: (Math.floor(ratio * 10) / 10).toLocaleString(locale),
    min: minContrast.toLocaleString(locale),
  });
  return (
    <div className="setting-colour">
      <div className="setting-value">
        <input
          {...control}
          type="text"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          readOnly={readOnly}
          placeholder={fallback}
          maxLength={7}
          size={9}
          autoComplete="off"
          spellCheck={false}
        />
        {!readOnly && (
          <input
            type="color"
            className="with-script"
            aria-label={t("settings.colour.pick")}
            value={colour}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </div>
      {/* Attributes, not styles: the page's policy allows no inline styles. */}
      <svg viewBox="0 0 180 44" width="180" height="44" aria-hidden="true" className="setting-sample">
        {backgrounds[theme].map((ground, at) => (
          <g key={ground}>
            <rect x={at * 60} y="0" width="60" height="44" fill={ground} />
            {!isNone && (
              <text x={at * 60 + 30} y="28" textAnchor="middle" fontSize="18" fontWeight="600" fill={colour}>
                {t("settings.colour.sample")}
              </text>
            )}
          </g>
        ))}
      </svg>
      <output
        className="setting-contrast"
        data-low={isNone || ratio < minContrast ? "" : undefined}
        htmlFor={control.id}
      >
        {isNone ? t.typeset("settings.colour.invalid") : ratioText}
      </output>
      {!readOnly && (
        <p className="setting-meta without-script">
          <button
            type="submit"
            name="look"
            value={control.name}
            aria-label={t("settings.admin.actionOn", { act: t("settings.colour.showContrast"), name })}
            // biome-ignore lint/a11y/noAutofocus: without scripts the page is loaded again, and focus returns to where it was.
            autoFocus={isContrastShown}
          >
            {t("settings.colour.showContrast")}
          </button>
        </p>
      )}
      {!readOnly && !changed && typed !== "" && (
        <p className="setting-meta">
          <button
            type="button"
            className="with-script"
            aria-label={t("settings.admin.actionOn", { act: t("settings.admin.reset"), name })}
            onClick={() => setTyped("")}
          >
            {t("settings.admin.reset")}
          </button>
        </p>
      )}
    </div>
  );
}
