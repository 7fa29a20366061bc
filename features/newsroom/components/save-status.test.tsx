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
  discussion: { policy: "open", slowModeMinutes: 0 },
  savedAt: null,
  saveStatus: "kept",
  isCopyMissing: false,
  completedAct: null,
  asks: null,
  refused: undefined,
  conflict: null,
  isDeleted: false,
  unanswered: null,
  news: null,
  refusedText: null,
  lockHolder: null,
  isTakeoverFailed: false,
  restoredAt: null,
  copies: [],
  locked: false,
  slugProposal: "",
  loaded: null,
  length: createWordCountStore(0, () => 0, { after: () => nothing }),
  changed: nothing,
  setBody: nothing,
  waitFor: nothing,
  searchArticles: async () => ({ status: "done" as const, value: [] }),
  onInput: nothing,
  onSubmit: nothing,
  takeOver: nothing,
  restoreCopy: nothing,
  deleteCopy: nothing,
  dismissRefusedText: nothing,
  createFromDeleted: nothing,
};
const clock = { locale: "fr", zone: "Europe/Paris" };
const savedAt = "2026-11-27T11:05:00Z";

/** The whole text of the bar, and the part that screen readers announce. */
function render(state: Partial<EditorSessionView>): { refusal: string; announced: string } {
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
  return { refusal: text(html), announced: text(/<p role="status">(.*?)<\/p>/.exec(html)?.[1] ?? "") };
}

test("shows automatic saves without announcing them", () => {
  for (const saveStatus of ["dirty", "saving", "kept"] as const) {
    const { refusal, announced } = render({ saveStatus, completedAct: "auto", savedAt });
    expect(refusal).not.toBe("");
    expect(announced).toBe("");
  }
  expect(render({ completedAct: "save", savedAt }).announced).toBe("Enregistré à 12 h 05");
});

test("announces each problem and where the text is kept, also during a retry", () => {
  const refused = { code: "member.forbidden", message: "", fields: {}, typed: {} };
  const problems: Partial<EditorSessionView>[] = [
    { saveStatus: "offline" },
    { saveStatus: "signedOut" },
    { saveStatus: "otherMember" },
    { saveStatus: "offline", locked: true },
    { saveStatus: "dirty", refused },
    { saveStatus: "saving", refused },
  ];
  for (const problem of problems) {
    expect(render(problem).announced).toContain("otre texte est conservé sur cet appareil");
    const without = render({ ...problem, isCopyMissing: true });
    expect(without.announced).not.toContain("conservé");
    expect(without.announced).toContain("ne fermez pas cette page");
  }
});

test("asks to correct a field only if one is wrong", () => {
  const refused = { code: "form.invalid", message: "", fields: { title: "Trop long." }, typed: {} };
  expect(render({ saveStatus: "dirty", refused }).announced).toContain("un champ est à corriger");
  expect(render({ saveStatus: "dirty", refused: { ...refused, fields: {} } }).announced).toContain(
    "le site a refusé ce texte",
  );
});

test("never says that the text is saved or unchanged while the site does not have all of it", () => {
  for (const saveStatus of ["dirty", "saving", "offline", "signedOut", "otherMember"] as const) {
    for (const isCopyMissing of [true, false]) {
      for (const completedAct of ["publish", "save", null] as const)
        expect(render({ saveStatus, isCopyMissing, completedAct, savedAt }).refusal).not.toMatch(
          /Enregistré|Publié|Rien n’a changé/,
        );
    }
  }
});

test("says that an action is not confirmed while the server does not answer, and after the text is saved", () => {
  const unanswered = "publish" as const;
  const away = render({ saveStatus: "offline", unanswered }).announced;
  expect(away).toBe("Votre dernière action n’est pas confirmée. Votre texte est conservé sur cet appareil.");
  expect(render({ saveStatus: "offline", unanswered, isCopyMissing: true }).announced).toContain(
    "ne fermez pas cette page",
  );
  const saved = "Enregistré à 12 h 05. Votre dernière action n’est pas confirmée : vérifiez-la.";
  expect(render({ completedAct: "save", savedAt, unanswered }).announced).toBe(saved);
  const later = render({ completedAct: "auto", savedAt, unanswered });
  expect(later.refusal).toBe(saved);
  expect(later.announced).toBe("");
});

test("does not call a refused text saved", () => {
  expect(render({ savedAt, conflict: "Camille a pris la main.", locked: true }).refusal).toBe(
    "Lecture seule : voir pourquoi",
  );
});

test("announces another page's rejected save, unless this page has a problem", () => {
  const refusedText = { revision: 12, by: "Camille", at: savedAt };
  expect(render({ refusedText, savedAt }).announced).toContain("de Camille");
  expect(render({ refusedText, savedAt, saveStatus: "offline" }).announced).not.toContain("Camille");
});
