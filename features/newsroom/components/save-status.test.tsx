import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { MessagesProvider } from "#i18n/messages-provider.client.tsx";
import { pickMessages } from "#i18n/pick-messages.ts";
import type { EditorSessionView } from "../editor-session/browser/session-view.ts";
import { createWordCountStore } from "../editor-session/browser/word-count-store.ts";
import { SaveStatusBar } from "./save-status.client.tsx";

const nothing = () => {};
const untouched: EditorSessionView = {
  id: 7,
  key: "page",
  version: 1,
  status: "draft",
  differs: true,
  plan: null,
  slug: "",
  savedAt: null,
  where: "kept",
  unstored: false,
  did: null,
  asks: null,
  refused: undefined,
  conflict: null,
  gone: false,
  unanswered: null,
  news: null,
  refusedText: null,
  other: null,
  takeFailed: false,
  restored: null,
  copies: [],
  locked: false,
  slugProposal: "",
  loaded: null,
  length: createWordCountStore(0, () => 0, { after: () => nothing }),
  changed: nothing,
  setBody: nothing,
  awaits: nothing,
  searchArticles: async () => ({ status: "done" as const, value: [] }),
  onInput: nothing,
  onSubmit: nothing,
  takeOver: nothing,
  takeCopy: nothing,
  forgetCopy: nothing,
  dismissRefusedText: nothing,
  beginAgain: nothing,
};
const clock = { locale: "fr", zone: "Europe/Paris" };
const savedAt = "2026-11-27T11:05:00Z";

/** The whole text of the bar, and the part that screen readers announce. */
function said(state: Partial<EditorSessionView>): { shown: string; announced: string } {
  const html = renderToStaticMarkup(
    <MessagesProvider locale="fr" messages={pickMessages(["newsroom.form"])}>
      <SaveStatusBar session={{ ...untouched, ...state }} clock={clock} />
    </MessagesProvider>,
  );
  const text = (part: string) =>
    part
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " ")
      .trim();
  return { shown: text(html), announced: text(/<p role="status">(.*?)<\/p>/.exec(html)?.[1] ?? "") };
}

test("shows automatic saves without announcing them", () => {
  for (const where of ["dirty", "saving", "kept"] as const) {
    const { shown, announced } = said({ where, did: "auto", savedAt });
    expect(shown).not.toBe("");
    expect(announced).toBe("");
  }
  expect(said({ did: "save", savedAt }).announced).toBe("Enregistré à 12:05");
});

test("announces each problem and where the text is kept, also during a retry", () => {
  const refused = { code: "member.forbidden", message: "", fields: {}, typed: {} };
  const problems: Partial<EditorSessionView>[] = [
    { where: "offline" },
    { where: "signedOut" },
    { where: "otherMember" },
    { where: "offline", locked: true },
    { where: "dirty", refused },
    { where: "saving", refused },
  ];
  for (const problem of problems) {
    expect(said(problem).announced).toContain("otre texte est conservé sur cet appareil");
    const without = said({ ...problem, unstored: true });
    expect(without.announced).not.toContain("conservé");
    expect(without.announced).toContain("ne fermez pas cette page");
  }
});

test("says that a field is to be corrected only if one is", () => {
  const refused = { code: "form.invalid", message: "", fields: { title: "Trop long." }, typed: {} };
  expect(said({ where: "dirty", refused }).announced).toContain("un champ est à corriger");
  expect(said({ where: "dirty", refused: { ...refused, fields: {} } }).announced).toContain("Enregistrement refusé");
});

test("never says that the text is saved or unchanged while the site does not have all of it", () => {
  for (const where of ["dirty", "saving", "offline", "signedOut", "otherMember"] as const) {
    for (const unstored of [true, false]) {
      for (const did of ["publish", "save", null] as const)
        expect(said({ where, unstored, did, savedAt }).shown).not.toMatch(/Enregistré|Publié|Rien n’a changé/);
    }
  }
});

test("says that an action is not confirmed while the server does not answer, and after the text is saved", () => {
  const unanswered = "publish" as const;
  const away = said({ where: "offline", unanswered }).announced;
  expect(away).toBe("Votre dernière action n’est pas confirmée. Votre texte est conservé sur cet appareil.");
  expect(said({ where: "offline", unanswered, unstored: true }).announced).toContain("ne fermez pas cette page");
  const saved = "Enregistré à 12:05. Votre dernière action n’est pas confirmée : vérifiez-la.";
  expect(said({ did: "save", savedAt, unanswered }).announced).toBe(saved);
  const later = said({ did: "auto", savedAt, unanswered });
  expect(later.shown).toBe(saved);
  expect(later.announced).toBe("");
});

test("does not call a refused text saved", () => {
  expect(said({ savedAt, conflict: "Camille a pris la main.", locked: true }).shown).toBe(
    "Lecture seule : voir pourquoi",
  );
});

test("announces another page's rejected save, unless this page has a problem", () => {
  const refusedText = { revision: 12, by: "Camille", at: savedAt };
  expect(said({ refusedText, savedAt }).announced).toContain("de Camille");
  expect(said({ refusedText, savedAt, where: "offline" }).announced).not.toContain("Camille");
});
