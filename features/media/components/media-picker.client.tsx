"use client";

import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from "react";
import type { Translator } from "#i18n/create-translator.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { maxUploadMegabytes } from "../rules.ts";
import type { UploadedPicture } from "../uploads/uploaded-picture.ts";
import { acceptedTypes } from "./accepted-types.ts";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";

/** For callers that take several pictures at once. */
export interface MultiplePictures {
  /** Called with the checked pictures, in the order in which they were checked; the dialog closes. */
  onChoose(pictures: UploadedPicture[]): void;
  /** Called with chosen or dropped files, in order; the dialog closes and uploads nothing. */
  onFiles(files: File[]): void;
}

interface Props {
  several?: MultiplePictures | undefined;
  /** Called once with the picture; the dialog closes. */
  onChoose(picture: UploadedPicture): void;
  /** Called whenever the dialog has closed, also after a choice. */
  onClose(): void;
}

/** Pause in typing (ms) before the library is searched. */
const searchDebounceMs = 200;

/**
 * A dialog to choose a picture of the library: one of the latest, a search result, or an upload (a single upload is
 * chosen at once). With `several`, each picture has a checkbox. Mount it to open it. Arrow keys move among the
 * pictures, Enter chooses, Escape closes and returns focus.
 */
export function MediaPicker({ several, onChoose, onClose }: Props) {
  const t = useTranslator();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [words, setWords] = useState("");
  const { pictures, next, state, more, prepend } = useLibrary(words);
  const [over, setOver] = useState(false);
  const [marked, setMarked] = useState<UploadedPicture[]>([]);

  const choose = (picture: UploadedPicture) => {
    onChoose(picture);
    dialog.current?.close();
  };
  const alone = useRef(false);
  const uploads = useUploads((picture) => (alone.current ? choose(picture) : prepend(picture)));
  const add = (files: Iterable<File>) => {
    const chosen = [...files];
    if (several) {
      if (chosen.length === 0) return;
      several.onFiles(chosen);
      dialog.current?.close();
      return;
    }
    alone.current =
      chosen.length === 1 && uploads.items.every(({ state }) => state !== "sending" && state !== "waiting");
    uploads.add(chosen);
  };

  const orderOf = ({ id }: UploadedPicture) => marked.findIndex((one) => one.id === id) + 1;
  const mark = (picture: UploadedPicture) =>
    setMarked((all) =>
      all.some(({ id }) => id === picture.id) ? all.filter(({ id }) => id !== picture.id) : [...all, picture],
    );

  useEffect(() => {
    dialog.current?.showModal();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="media-picker"
      aria-labelledby={`${id}-title`}
      data-over={over ? "" : undefined}
      onClose={onClose}
      // Key and form events below belong to the dialog, wherever it is mounted (an editor, another form).
      onKeyDown={(event) => event.stopPropagation()}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        add(event.dataTransfer.files);
      }}
    >
      <header>
        <h2 id={`${id}-title`}>{t("media.picker.title")}</h2>
        <button type="button" className="text-button" onClick={() => dialog.current?.close()}>
          {t("media.picker.close")}
        </button>
      </header>
      <div className="media-picker-tools">
        <div className="field">
          <label htmlFor={`${id}-words`}>{t("media.search")}</label>
          <input
            id={`${id}-words`}
            type="search"
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => {
              // In an article's form Enter would submit that form.
              if (event.key === "Enter") event.preventDefault();
              if (event.key !== "ArrowDown") return;
              event.preventDefault();
              dialog.current?.querySelector<HTMLElement>(".media-picker-grid button")?.focus();
            }}
          />
        </div>
        <label className="button media-picker-file">
          <input
            type="file"
            multiple
            accept={acceptedTypes}
            aria-describedby={`${id}-hint`}
            onChange={(event) => {
              add(event.currentTarget.files ?? []);
              event.currentTarget.value = "";
            }}
          />
          {t("media.picker.send")}
        </label>
      </div>
      <p id={`${id}-hint`} className="field-hint">
        {t("media.upload.drop")} {t.typeset("media.upload.hint", { megabytes: maxUploadMegabytes })}
      </p>
      <UploadList items={uploads.items} cancel={uploads.cancel} retry={uploads.retry} />
      <p role="status" className="media-picker-state">
        {state === "failed"
          ? t("media.picker.failed")
          : state === "ready" && pictures.length === 0
            ? t("media.picker.none")
            : ""}
      </p>
      <ul className="media-picker-grid" aria-label={t("media.picker.found")} aria-busy={state === "asking"}>
        {pictures.map((picture) => (
          <li key={picture.id} data-marked={orderOf(picture) > 0 ? "" : undefined}>
            {several && (
              <label className="media-picker-mark">
                <input
                  type="checkbox"
                  checked={orderOf(picture) > 0}
                  aria-label={t("media.upload.actionOn", {
                    act: t("media.picker.mark"),
                    name: pictureLabel(picture, t),
                  })}
                  onChange={() => mark(picture)}
                />
                <span aria-hidden="true">{orderOf(picture) > 0 && orderOf(picture)}</span>
              </label>
            )}
            <button type="button" onClick={() => choose(picture)} onKeyDown={moveInGrid}>
              {/* biome-ignore lint/performance/noImgElement: one of our own variants, in the displayed size */}
              <img src={picture.src} alt="" width={picture.width} height={picture.height} loading="lazy" />
              <span>{pictureLabel(picture, t)}</span>
              {picture.alt === "" && <small>{t("media.noAlt")}</small>}
            </button>
          </li>
        ))}
      </ul>
      {next && (
        <button type="button" className="button" onClick={more}>
          {t("media.picker.more")}
        </button>
      )}
      {several && marked.length > 0 && (
        <p className="media-picker-insert">
          <button
            type="button"
            className="button"
            onClick={() => {
              several.onChoose(marked);
              dialog.current?.close();
            }}
          >
            {t("media.picker.insertMarked", { n: String(marked.length) })}
          </button>
        </p>
      )}
    </dialog>
  );
}

function pictureLabel({ alt, caption, originalName }: UploadedPicture, t: Translator): string {
  return alt || caption || originalName || t("media.untitled");
}

/** The library's pictures that match `words`, requested when typing pauses; late responses are ignored. */
function useLibrary(words: string) {
  const [found, setFound] = useState<{ pictures: UploadedPicture[]; next: string | undefined }>({
    pictures: [],
    next: undefined,
  });
  const [state, setState] = useState<"asking" | "ready" | "failed">("asking");
  const lastRequest = useRef(0);

  const ask = useCallback(async (q: string, after: string | undefined) => {
    lastRequest.current += 1;
    const request = lastRequest.current;
    setState("asking");
    try {
      const query = new URLSearchParams({ q, ...(after ? { after } : {}) });
      const answer = await fetch(`/admin/media/pictures?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const page: { pictures: UploadedPicture[]; next?: string } = await answer.json();
      if (request !== lastRequest.current) return;
      setFound((before) => ({
        pictures: after ? [...before.pictures, ...page.pictures] : page.pictures,
        next: page.next,
      }));
      setState("ready");
    } catch {
      if (request === lastRequest.current) setState("failed");
    }
  }, []);

  const hasLoaded = useRef(false);
  useEffect(() => {
    const wait = setTimeout(() => void ask(words, undefined), hasLoaded.current ? searchDebounceMs : 0);
    hasLoaded.current = true;
    return () => clearTimeout(wait);
  }, [words, ask]);

  return {
    ...found,
    state,
    more: () => void ask(words, found.next),
    /** A new upload comes first. */
    prepend: (picture: UploadedPicture) =>
      setFound((before) => ({
        ...before,
        pictures: [picture, ...before.pictures.filter(({ id }) => id !== picture.id)],
      })),
  };
}

/** Moves focus among the buttons of a grid by arrow keys, following the rows that the browser has laid out. */
function moveInGrid(event: KeyboardEvent<HTMLButtonElement>) {
  const buttons = [...(event.currentTarget.closest("ul")?.querySelectorAll("button") ?? [])];
  const at = buttons.indexOf(event.currentTarget);
  const top = (button: HTMLElement | undefined) => button?.getBoundingClientRect().top;
  const second = buttons.findIndex((button) => top(button) !== top(buttons[0]));
  const row = second === -1 ? buttons.length : second;
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: row,
    ArrowUp: -row,
    Home: -at,
    End: buttons.length - 1 - at,
  };
  const step = steps[event.key];
  if (step === undefined) return;
  event.preventDefault();
  buttons[at + step]?.focus();
}
