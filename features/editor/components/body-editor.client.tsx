"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { browserMessages } from "#components/ui/browser-messages.ts";
import { HydrationSafeTextArea } from "#components/ui/hydration-safe-text-area.client.tsx";
import { maxUploadMegabytes } from "#features/media/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { fetchLinkDetails } from "../link-details/fetch-link-details.ts";
import type { EditorHost } from "./editor-host.ts";
import { PictureUploadPanel } from "./pictures/upload-panel.client.tsx";
import { useBodyPictures } from "./pictures/use-body-pictures.ts";
import type { BodyEditorHandle } from "./tiptap/create-body-editor.ts";
import type { EditorToolbar } from "./toolbar/editor-toolbar.client.tsx";

interface Props {
  html: string;
  editable: boolean;
  error: string | undefined;
  host: EditorHost;
  /** The id of the element that holds the toolbar. */
  toolsId: string;
}

/** The body: a textarea with its HTML until the editor has loaded and replaces it. */
export function BodyEditor({ html, editable, error, host, toolsId }: Props) {
  const t = useTranslator();
  const mount = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const [body, setBody] = useState<BodyEditorHandle | null>(null);
  const [Tools, setTools] = useState<typeof EditorToolbar | null>(null);
  const [message, setMessage] = useState("");
  /** Progress of a long paste, in tenths. */
  const [pasting, setPasting] = useState<number | null>(null);
  const [, redraw] = useState(0);
  const pictures = useBodyPictures(body, host, t, {
    tooLarge: t.typeset("errors.picture.tooLarge", { megabytes: maxUploadMegabytes }),
    broken: t.typeset("media.upload.connectionLost"),
    outOfReach: t.typeset("editor.pictureOutOfReach"),
    unnamed: t.typeset("editor.pictureFile"),
  });
  const latest = useRef({ host, pictures });
  latest.current = { host, pictures };

  const takeLong = useCallback((work: (message: (part: number) => void) => Promise<void>) => {
    const done = work((part) => setPasting(Math.floor(part * 10))).finally(() => setPasting(null));
    latest.current.host.waitFor(done);
    return done;
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: started once, with the first props.
  useEffect(() => {
    let started: BodyEditorHandle | undefined;
    let isDestroyed = false;
    const loading = Promise.all([
      import("./tiptap/create-body-editor.ts"),
      import("./toolbar/editor-toolbar.client.tsx"),
    ]).then(([{ createBodyEditor }, tools]) => {
      if (isDestroyed || !mount.current) return;
      let frame = 0;
      started = createBodyEditor({
        element: mount.current,
        // Includes what was typed before the editor had loaded.
        html: area.current?.value ?? html,
        editable,
        label: t.typeset("editor.body"),
        placeholder: t.typeset("editor.placeholder"),
        calloutNames: {
          note: t.typeset("editor.calloutNote"),
          warning: t.typeset("editor.calloutWarning"),
          key: t.typeset("editor.calloutKey"),
        },
        detailsPlaceholder: t.typeset("editor.detailsTitle"),
        changed: () => latest.current.host.changed(),
        // The toolbar follows the cursor, at most once per frame.
        moved: () => {
          cancelAnimationFrame(frame);
          frame = requestAnimationFrame(() => redraw((n) => n + 1));
        },
        fetchDescribedAddress: fetchLinkDetails,
        takeFiles: (files, at) => latest.current.pictures.takeFiles(files, at),
        takeExtras: (extras) => latest.current.pictures.takeExtras(extras),
        takeLong,
      });
      host.setBody(started);
      setBody(started);
      setTools(() => tools.EditorToolbar);
    });
    // The textarea stays, and the form sends what was typed in it.
    loading.catch(() => isDestroyed || setMessage(browserMessages()["failures.outdated"]));
    return () => {
      isDestroyed = true;
      host.setBody(null);
      started?.destroy();
    };
  }, []);

  useEffect(() => {
    body?.editor.setEditable(editable && pasting === null, false);
  }, [body, editable, pasting]);

  const tools = body && Tools && editable && (
    <Tools
      body={body}
      announce={setMessage}
      searchArticles={host.searchArticles}
      takeFiles={(files) => pictures.takeFiles(files, null)}
    />
  );
  const slot = tools && document.getElementById(toolsId);
  return (
    <div className="body-editor" data-ready={body ? "" : undefined}>
      {slot ? createPortal(tools, slot) : tools}
      <p role="status" className="editor-status">
        {pasting === null ? message : t.typesetAround("editor.pasting", { percent: String(pasting * 10) })}
      </p>
      <PictureUploadPanel {...pictures} />
      <div className="field" hidden={body !== null}>
        <label htmlFor="body">{t.typeset("editor.body")}</label>
        <p id="body-hint" className="field-hint">
          {t.typeset("editor.bodyHint")}
        </p>
        <HydrationSafeTextArea
          ref={area}
          id="body"
          name="body"
          rows={24}
          defaultValue={html}
          aria-describedby="body-hint"
          aria-invalid={error ? true : undefined}
        />
      </div>
      {error && <p className="field-error">{error}</p>}
      <div ref={mount} className="editor-mount" />
    </div>
  );
}
