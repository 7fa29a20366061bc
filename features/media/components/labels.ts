import { refusalMessage } from "#i18n/refusal-messages.ts";
import type { Translator } from "#i18n/translator.ts";
import { refused } from "#lib/result.ts";
import { typeset } from "#lib/typography.ts";
import { maxUploadBytes } from "../rules.ts";

const megabytes = maxUploadBytes / 1024 / 1024;

/** The sentences of whatever sends pictures from a browser. */
export function uploadLabels(t: Translator) {
  return {
    tooLarge: typeset(refusalMessage(refused("picture.tooLarge", undefined, { megabytes }))),
    broken: t("media.upload.connectionLost"),
    list: t("media.upload.list"),
    waiting: t("media.upload.waiting"),
    sending: t("media.upload.sending"),
    working: t("media.upload.processing"),
    done: t("media.upload.done"),
    known: t("media.upload.alreadyThere"),
    cancelled: t("media.upload.cancelled"),
    cancel: t("media.upload.cancel"),
    retry: t("media.upload.retry"),
    open: t("media.upload.open"),
    about: t("media.upload.actionOn", { act: "{act}", name: "{name}" }),
    drop: t("media.upload.drop"),
    choose: t("media.upload.choose"),
    send: t("media.upload.send"),
    hint: t.typeset("media.upload.hint", { megabytes }),
  };
}

export type UploadLabels = ReturnType<typeof uploadLabels>;

/** The sentences of the dialog in which a picture is chosen: `<MediaPicker labels={pickerLabels(t)} …>`. */
export function pickerLabels(t: Translator) {
  return {
    ...uploadLabels(t),
    title: t("media.picker.title"),
    choose: t("media.picker.send"),
    search: t("media.search"),
    close: t("media.picker.close"),
    found: t("media.picker.found"),
    none: t("media.picker.none"),
    more: t("media.picker.more"),
    failed: t("media.picker.failed"),
    untitled: t("media.untitled"),
    noAlt: t("media.noAlt"),
    mark: t("media.picker.mark"),
    insertMarked: t.raw("media.picker.insertMarked"),
  };
}

export type PickerLabels = ReturnType<typeof pickerLabels>;
