import { isManagedList, type SettingChange } from "#features/settings/change-log.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { isSettingKey, presets, type SettingKey, settingLimits } from "#features/settings/schema.ts";
import { translator } from "#i18n/translator.ts";
import { formatSettingValue } from "../describe-setting.ts";

/** Who changed which setting, from what to what, newest first. */
export function SettingChanges({ changes, older }: { changes: SettingChange[]; older: number | undefined }) {
  const t = translator();
  if (changes.length === 0) return <p className="admin-empty">{t("settings.admin.noChanges")}</p>;
  return (
    <>
      <ol className="setting-changes">
        {changes.map(({ id, key, before, after, at, by, byMember }) => (
          <li key={id}>
            <p>
              <strong>{settingName(key)}</strong>
              {isSettingKey(key) && <ValueChange of={key} before={before} after={after} />}
              {isManagedList(key) && <ListChange before={before} after={after} />}
            </p>
            <p>
              {by ?? t(byMember ? "settings.admin.deletedAccount" : "settings.admin.commandLine")}
              {" · "}
              <FormattedDate at={at} style="long" />
            </p>
          </li>
        ))}
      </ol>
      {older !== undefined && (
        <a className="button" href={`?before=${older}#changes`}>
          {t("settings.admin.older")}
        </a>
      )}
    </>
  );
}

/** The name of the setting or list that a change is about. */
export function settingName(key: string): string {
  const t = translator();
  if (isSettingKey(key)) return t.typeset(`settings.of.${key}.name`);
  return isManagedList(key) ? t(`settings.managedLists.${key}`) : key;
}

/** Longer than any name with its address. */
const maxLineLength = 300;

/** A change of a managed list: its lines before and after. */
function ListChange({ before, after }: { before: unknown; after: unknown }) {
  const lines = (value: unknown) =>
    Array.isArray(value) && value.length > 0 ? value.map(truncate).join(" · ") : translator()("settings.admin.nothing");
  return (
    <span>
      <del>{lines(before)}</del> → <ins>{lines(after)}</ins>
    </span>
  );
}

/** Shortens a text to its beginning. */
const truncate = (line: unknown) => {
  const text = String(line);
  return text.length > maxLineLength ? `${text.slice(0, maxLineLength).trimEnd()}…` : text;
};

/** A change of a value: for a list of words, those added and removed; for anything else, the old and the new value. */
function ValueChange({ of, before, after }: { of: SettingKey; before: unknown; after: unknown }) {
  const t = translator();
  if (settingLimits(of).kind === "words") {
    const [had, has] = [before, after].map(
      (list) =>
        new Set(
          String(list ?? "")
            .split("\n")
            .filter(Boolean),
        ),
    );
    const added = [...(has ?? [])].filter((word) => !had?.has(word));
    const removed = [...(had ?? [])].filter((word) => !has?.has(word));
    return (
      <>
        <WordList label={t.typeset("settings.admin.added", { count: added.length })} words={added} />
        <WordList label={t.typeset("settings.admin.removed", { count: removed.length })} words={removed} />
      </>
    );
  }
  return (
    <span>
      <del>{formatSettingValue(of, before ?? presets[of])}</del> →{" "}
      <ins>{formatSettingValue(of, after ?? presets[of])}</ins>
      {after === null && ` (${t("settings.admin.isPreset")})`}
    </span>
  );
}

/** Maximum number of words listed in one change. */
const maxShownWords = 12;

function WordList({ label, words }: { label: string; words: string[] }) {
  if (words.length === 0) return null;
  return (
    <span>
      {label} {words.slice(0, maxShownWords).join(", ")}
      {words.length > maxShownWords && "…"}
    </span>
  );
}
