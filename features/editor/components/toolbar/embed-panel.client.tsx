"use client";

import { useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { insertBlock } from "../tiptap/insert-block.ts";
import { handlePanelKeys, type PanelProps } from "./panel-keys.ts";
import { parseTypedAddress } from "./typed-address.ts";

/** Inserts a video or page of another site. */
export function EmbedPanel({ editor, close, announce }: PanelProps & { announce(sentence: string): void }) {
  const t = useTranslator();
  const [href, setHref] = useState("");
  const [title, setTitle] = useState("");
  const set = () => {
    const address = parseTypedAddress(href) ?? "";
    if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
      return announce(t.typeset("editor.embedWrong"));
    const name = title.trim() || new URL(address).hostname.replace(/^www\./, "");
    insertBlock(editor, { type: "embed", attrs: { href: address, title: name } });
    announce("");
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles only keys of the fields inside.
    <div className="editor-panel" onKeyDown={handlePanelKeys(set, close)}>
      <label>
        {t.typeset("editor.embedAddress")}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: the author opened this panel by its button.
          autoFocus
          type="url"
          value={href}
          onChange={(event) => setHref(event.currentTarget.value)}
        />
      </label>
      <label>
        {t.typeset("editor.embedTitle")}{" "}
        <input type="text" value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <button type="button" className="button" onClick={set}>
        {t.typeset("editor.apply")}
      </button>
    </div>
  );
}
