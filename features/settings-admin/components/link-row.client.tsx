"use client";

import {
  findLinkError,
  type LinkError,
  maxHrefLength,
  maxLabelLength,
} from "#features/settings/navigation/link-list.ts";
import { isAutomaticLink, type LinkAction, type LinkRow } from "#features/settings/navigation/link-rows.ts";
import type { MessageKey } from "#i18n/create-translator.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { StepButton } from "./link-step-button.client.tsx";

/** An address of the site, and its name. */
export interface KnownLink {
  href: string;
  label: string;
}

const faultMessages = {
  "setting.entryAddress": "settings.links.wrongAddress",
  "setting.entryName": "settings.links.wrongName",
  "setting.entryLong": "settings.links.wrongLong",
} as const satisfies Record<LinkError, MessageKey>;

interface Props {
  row: LinkRow;
  at: number;
  last: boolean;
  id: string;
  fields: { label: string; href: string };
  known: KnownLink[];
  /** Stored addresses that lead nowhere any more. */
  missing: string[];
  /** The id of the list of addresses that the browser suggests. */
  list: string;
  automaticLabel: string;
  /** Whether the list was refused: each row then shows its error. */
  refused: boolean;
  focused: string | undefined;
  onType: (typed: Partial<LinkRow>) => void;
  step: { of: string; take: (act: LinkAction) => void };
}

/** Names a row: its own name, or else the site's for that address, or else the address. */
export function describeRow(row: LinkRow, known: KnownLink[], automaticLabel: string): string {
  if (isAutomaticLink(row)) return automaticLabel;
  const href = row.href.trim();
  return row.label.trim() || known.find((link) => link.href === href)?.label || href;
}

/** A row of a list of links: its name, its address, and the buttons that move it. */
export function LinkRowFields({
  row,
  at,
  last,
  id,
  fields,
  known,
  missing,
  list,
  automaticLabel,
  refused,
  focused,
  onType,
  step,
}: Props) {
  const t = useTranslator();
  const href = row.href.trim();
  const written = href !== "" || row.label.trim() !== "";
  const fault = refused && written ? findLinkError({ label: row.label.trim(), href }) : undefined;
  const ownName = known.find((link) => link.href === href)?.label;
  // Readers would not see it, and no other message says so.
  const nameless = !fault && href.startsWith("/") && row.label.trim() === "" && ownName === undefined;
  const isGone = missing.includes(href);
  const note = fault
    ? t(faultMessages[fault])
    : isGone
      ? t.typeset("settings.links.missing")
      : nameless
        ? t.typeset("settings.links.unknown")
        : undefined;
  const described = note ? `${id}-note` : undefined;
  const called = describeRow(row, known, automaticLabel) || t("settings.links.unnamed");
  const stepNames = {
    up: t.typeset("home.order.upOf", { title: called }),
    down: t.typeset("home.order.downOf", { title: called }),
    remove: t.typeset("settings.links.removeOf", { name: called }),
  };
  const ofRow = (field: string) => t("settings.links.ofRow", { field, place: String(at + 1) });
  return (
    <>
      {isAutomaticLink(row) ? (
        <p className="link-automatic">
          {automaticLabel}
          <input type="hidden" name={fields.href} value="*" />
        </p>
      ) : (
        <>
          <label>
            <span>{t("settings.links.name")}</span>
            <input
              id={`${id}-label`}
              name={fields.label}
              defaultValue={row.label}
              placeholder={ownName}
              type="text"
              maxLength={maxLabelLength}
              autoComplete="off"
              aria-label={ofRow(t("settings.links.name"))}
              aria-invalid={fault && fault !== "setting.entryAddress" ? true : undefined}
              aria-describedby={described}
              // biome-ignore lint/a11y/noAutofocus: the row was added without scripts.
              autoFocus={focused === `${id}-label`}
              onChange={(event) => onType({ label: event.target.value })}
            />
          </label>
          <label>
            <span>{t("settings.links.address")}</span>
            <input
              id={`${id}-href`}
              name={fields.href}
              defaultValue={row.href}
              list={list}
              type="text"
              inputMode="url"
              maxLength={maxHrefLength}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              aria-label={ofRow(t("settings.links.address"))}
              aria-invalid={fault === "setting.entryAddress" ? true : undefined}
              aria-describedby={described}
              onChange={(event) => onType({ href: event.target.value })}
            />
          </label>
        </>
      )}
      <div className="order-controls">
        {(["up", "down", "remove"] as const).map((act) => (
          <StepButton
            key={act}
            id={`${id}-${act}`}
            settingKey={step.of}
            act={act}
            at={at}
            focused={focused}
            onStep={() => step.take(act)}
            label={stepNames[act]}
            isDisabled={(act === "up" && at === 0) || (act === "down" && last)}
          >
            {t.typeset(`home.order.${act}`)}
          </StepButton>
        ))}
      </div>
      {note && (
        <p id={`${id}-note`} className={fault ? "field-error" : "link-note"}>
          {note}
        </p>
      )}
    </>
  );
}
