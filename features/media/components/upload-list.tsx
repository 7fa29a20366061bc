import type { Translator } from "#i18n/create-translator.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { UploadItem } from "./use-uploads.ts";

interface Props {
  items: UploadItem[];
  cancel(key: number): void;
  retry(key: number): void;
}

/** Uploads under way and their results; rendered in browsers only. */
export function UploadList({ items, cancel, retry }: Props) {
  const t = useTranslator();
  if (items.length === 0) return null;
  return (
    <ul className="uploads" aria-label={t("media.upload.list")}>
      {items.map((item) => (
        <li key={item.key} data-state={item.state}>
          {item.picture ? (
            // biome-ignore lint/performance/noImgElement: one of our own variants, in the displayed size
            <img src={item.picture.src} alt="" width={48} height={48} />
          ) : (
            <span className="upload-blank" />
          )}
          <div className="upload-text">
            <strong>{item.name}</strong>
            <span
              role={item.state === "refused" ? "alert" : undefined}
              className={item.state === "refused" ? "field-error" : undefined}
            >
              {describeUpload(item, t)}
            </span>
            {item.state === "sending" && <progress aria-label={item.name} max={1} value={item.part} />}
          </div>
          {(item.state === "sending" || item.state === "waiting") && (
            <button
              type="button"
              className="text-button"
              aria-label={t("media.upload.actionOn", { act: t("media.upload.cancel"), name: item.name })}
              onClick={() => cancel(item.key)}
            >
              {t("media.upload.cancel")}
            </button>
          )}
          {item.again && (
            <button
              type="button"
              className="text-button"
              aria-label={t("media.upload.actionOn", { act: t("media.upload.retry"), name: item.name })}
              onClick={() => retry(item.key)}
            >
              {t("media.upload.retry")}
            </button>
          )}
          {item.picture && (
            <a
              href={`/admin/media/${item.picture.id}`}
              aria-label={t("media.upload.actionOn", { act: t("media.upload.open"), name: item.name })}
            >
              {t("media.upload.open")}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function describeUpload({ state, part, message, picture }: UploadItem, t: Translator): string {
  if (state === "sending")
    return part < 1 ? `${t("media.upload.sending")} ${Math.round(part * 100)} %` : t("media.upload.processing");
  if (state === "done") return picture?.known ? t("media.upload.alreadyThere") : t("media.upload.done");
  return state === "refused" ? message : t.typeset(`media.upload.${state}`);
}
