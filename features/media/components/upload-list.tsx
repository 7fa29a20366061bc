import { interpolate } from "#lib/interpolate.ts";
import type { UploadItem } from "./use-uploads.ts";

interface UploadListLabels {
  list: string;
  waiting: string;
  sending: string;
  working: string;
  done: string;
  known: string;
  cancelled: string;
  cancel: string;
  retry: string;
  open: string;
  /** With `{act}` and `{name}`. */
  about: string;
}

interface Props {
  items: UploadItem[];
  labels: UploadListLabels;
  cancel(key: number): void;
  retry(key: number): void;
}

/** What is on its way, and what became of it; drawn in browsers only. */
export function UploadList({ items, labels, cancel, retry }: Props) {
  if (items.length === 0) return null;
  return (
    <ul className="uploads" aria-label={labels.list}>
      {items.map((item) => (
        <li key={item.key} data-state={item.state}>
          {item.picture ? (
            // biome-ignore lint/performance/noImgElement: an own variant, as small as it is shown
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
              {describeUpload(item, labels)}
            </span>
            {item.state === "sending" && <progress aria-label={item.name} max={1} value={item.part} />}
          </div>
          {(item.state === "sending" || item.state === "waiting") && (
            <button
              type="button"
              className="text-button"
              aria-label={interpolate(labels.about, { act: labels.cancel, name: item.name })}
              onClick={() => cancel(item.key)}
            >
              {labels.cancel}
            </button>
          )}
          {item.again && (
            <button
              type="button"
              className="text-button"
              aria-label={interpolate(labels.about, { act: labels.retry, name: item.name })}
              onClick={() => retry(item.key)}
            >
              {labels.retry}
            </button>
          )}
          {item.picture && (
            <a
              href={`/admin/media/${item.picture.id}`}
              aria-label={interpolate(labels.about, { act: labels.open, name: item.name })}
            >
              {labels.open}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}

function describeUpload({ state, part, message, picture }: UploadItem, labels: UploadListLabels): string {
  if (state === "sending") return part < 1 ? `${labels.sending} ${Math.round(part * 100)} %` : labels.working;
  if (state === "done") return picture?.known ? labels.known : labels.done;
  return state === "refused" ? message : labels[state];
}
