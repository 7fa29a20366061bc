"use client";

import { type FormEvent, useId, useRef, useState, useSyncExternalStore } from "react";
import { mastodonShareUrl } from "./mastodon-share.ts";

interface Props {
  title: string;
  /** The article's address, with the site's origin. */
  address: string;
  /** The address that opens a mail. */
  mail: string;
  /** Whether there are comments to print. */
  comments: boolean;
  labels: Record<
    | "copy"
    | "copied"
    | "copyFailed"
    | "more"
    | "mail"
    | "server"
    | "serverHint"
    | "serverWrong"
    | "open"
    | "print"
    | "printComments",
    string
  >;
}

/** Where the browser remembers the reader's Mastodon server; it is sent nowhere else. */
const serverKey = "vigie.mastodon";

const noChange = () => () => {};

/**
 * Copy, the system's own sheet, mail, Mastodon and print. What needs scripts is shown only where scripts run
 * (`@media (scripting: enabled)`); without them the address itself is shown.
 */
export function ShareButtons({ title, address, mail, comments, labels }: Props) {
  const [copied, setCopied] = useState<boolean>();
  const canShare = useSyncExternalStore(
    noChange,
    () => typeof navigator.share === "function",
    () => false,
  );
  const copy = async () => {
    setCopied(await writeClipboard(address));
  };
  const share = async () => {
    try {
      await navigator.share({ title, url: address });
    } catch {
      // The reader closed the sheet.
    }
  };
  return (
    <>
      <ul className="pills">
        <li className="needs-scripts">
          <button type="button" className="pill pill-pair-width" onClick={copy}>
            <span aria-hidden={copied === true}>{labels.copy}</span>
            <span aria-hidden={copied !== true}>{labels.copied}</span>
          </button>
        </li>
        {canShare && (
          <li>
            <button type="button" className="pill" onClick={share}>
              {labels.more}
            </button>
          </li>
        )}
        <li>
          <a className="pill" href={mail}>
            {labels.mail}
          </a>
        </li>
        <li className="needs-scripts">
          <MastodonForm title={title} address={address} labels={labels} />
        </li>
        <li className="needs-scripts">
          <button type="button" className="pill" onClick={() => printPage(false)}>
            {labels.print}
          </button>
        </li>
        {comments && (
          <li className="needs-scripts">
            <button type="button" className="pill" onClick={() => printPage(true)}>
              {labels.printComments}
            </button>
          </li>
        )}
      </ul>
      <p className="share-status" role="status">
        {copied === true && <span className="sr-only">{labels.copied}</span>}
        {copied === false && (
          <>
            {labels.copyFailed} <span className="share-address">{address}</span>
          </>
        )}
      </p>
      <p className="share-address without-scripts">{address}</p>
    </>
  );
}

/** Asks for the reader's server, which opens the post: no other site learns of it. */
function MastodonForm({ title, address, labels }: Pick<Props, "title" | "address" | "labels">) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [wrong, setWrong] = useState(false);
  const remember = (open: boolean) => {
    if (!open || !field.current) return;
    field.current.value ||= readServer();
    field.current.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const server = field.current?.value ?? "";
    const target = mastodonShareUrl(server, `${title} ${address}`);
    setWrong(target === undefined);
    if (!target) return field.current?.focus();
    storeServer(new URL(target).host);
    open(target, "_blank", "noopener");
  };
  return (
    <details className="mastodon" onToggle={(event) => remember(event.currentTarget.open)}>
      <summary className="pill">Mastodon</summary>
      <form onSubmit={submit} noValidate>
        <label htmlFor={id}>{labels.server}</label>
        <div>
          <input
            ref={field}
            id={id}
            type="text"
            inputMode="url"
            placeholder="mastodon.social"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            aria-invalid={wrong || undefined}
            aria-describedby={`${id}-hint`}
          />
          <button type="submit" className="button">
            {labels.open}
          </button>
        </div>
        <p id={`${id}-hint`} role={wrong ? "alert" : undefined}>
          {wrong ? labels.serverWrong : labels.serverHint}
        </p>
      </form>
    </details>
  );
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Refused by the reader, or the site is not on https.
    return false;
  }
}

/** Prints the page, with the discussion if it is asked for (app/print.css). */
function printPage(withComments: boolean): void {
  const root = document.documentElement;
  if (withComments) root.dataset.print = "comments";
  addEventListener("afterprint", () => delete root.dataset.print, { once: true });
  print();
}

function readServer(): string {
  try {
    return localStorage.getItem(serverKey) ?? "";
  } catch {
    return "";
  }
}

function storeServer(host: string): void {
  try {
    localStorage.setItem(serverKey, host);
  } catch {
    // Storage is full or forbidden: the reader types the server again.
  }
}
