import { basename, dirname } from "node:path";
import { expect, test } from "vitest";
import { codeFiles, importsOf, readSource } from "#server/testing/house/source-files.ts";
import { adminNavigation, findNavItem } from "./navigation.ts";

// Access is checked in one way: pages and routes of the admin area begin with a gate, and actions are created by a wrapper.

/** The gates of features/auth/loaders.ts, with the roles that they admit. */
const gates: Record<string, string[]> = {
  requireStaff: ["admin", "contributor", "editor", "moderator"],
  requireContributor: ["admin", "contributor", "editor"],
  requireEditor: ["admin", "editor"],
  requireModerator: ["admin", "moderator"],
  requireAdmin: ["admin"],
};

const admin = codeFiles({ under: ["app/(admin)"] });
const pages = admin.filter((path) => basename(path) === "page.tsx");
const routes = admin.filter((path) => basename(path) === "route.ts");
const addressOf = (path: string) => `/${dirname(path).split("/").slice(2).join("/")}`;

/** Returns the body of a page up to the first expression that it awaits. */
function firstAwait(path: string): string {
  const body = readSource(path).split("export default async function")[1] ?? "";
  return /\bawait\s+([\w.()]+)/.exec(body)?.[1]?.replace(/\(.*/, "") ?? "";
}

test("finds the pages and routes of the admin area", () => {
  expect(pages.length).toBeGreaterThan(3);
  expect(routes.length).toBeGreaterThan(0);
});

test.each(pages.map((path) => [path]))("%s begins with a gate", (path) => {
  expect(Object.keys(gates), "await require…() before anything else").toContain(firstAwait(path));
});

test.each(pages.map((path) => [path]))("%s admits exactly the roles that see it in the navigation", (path) => {
  const item = findNavItem(addressOf(path), adminNavigation);
  expect(item, "a line in app/(admin)/navigation.ts").toBeDefined();
  // The overview's address is a prefix of all others.
  if (item?.href === "/admin" && addressOf(path) !== "/admin") return;
  expect(gates[firstAwait(path)]).toEqual([...(item?.roles ?? [])].sort());
});

test.each(routes.map((path) => [path]))("%s checks the role, itself or in the handler that it exports", (path) => {
  const handlers = importsOf(path).flatMap(({ file, onlyType }) => (file && !onlyType ? [file] : []));
  const asks = [path, ...handlers].some(
    (file) =>
      /\bauthorizeViewer\(/.test(readSource(file)) ||
      (/\b(getViewer|require(Staff|Contributor|Editor|Moderator|Admin))\(/.test(readSource(file)) &&
        /40[13]|require/.test(readSource(file))),
  );
  expect(asks, "authorizeViewer(), or getViewer() and 401 or 403, before anything else").toBe(true);
  const opens = [path, ...handlers].some((file) =>
    /\bauthorizeViewer\(|\bmayEnterAdmin\(|\blacksSecondStep\(|\brequire\w+\(/.test(readSource(file)),
  );
  expect(opens, "must refuse staff without the second step: use authorizeViewer()").toBe(true);
});

/** Actions for visitors and members. All other actions require a role, so that a new action of the admin area does too. */
const forReaders: Record<string, { visitor?: string[]; member?: string[] }> = {
  "features/comments/actions.ts": {
    visitor: ["postCommentAction", "previewCommentAction"],
    member: ["deleteCommentAction", "restoreCommentAction", "editCommentAction", "reactAction"],
  },
  "features/comments/guests/actions.ts": { member: ["claimCommentsAction"] },
  "features/account/actions.ts": { member: ["resumeMailAction", "saveAvatar", "saveMailLocale", "saveProfile"] },
  "features/account/deletion/actions.ts": { member: ["deleteAccount", "cancelAccountDeletion"] },
  "features/auth/credentials/actions.ts": {
    visitor: ["confirmEmailChangeAction"],
    member: ["saveEmail", "savePassword", "sendReauthenticationLink", "reauthenticate"],
  },
  "features/auth/passkeys/actions.ts": {
    visitor: ["preparePasskeySignIn", "signInWithPasskey"],
    member: ["registerPasskey", "deletePasskey", "preparePasskeyRegistration"],
  },
  "features/auth/registration/actions.ts": {
    visitor: [
      ...["choosePassword", "confirmEmailAction", "register", "sendConfirmation"],
      ...["sendMagicLink", "sendPasswordReset", "signInWithLink"],
    ],
  },
  "features/auth/second-step/actions.ts": {
    visitor: ["signInWithCode"],
    member: [
      "cancelAuthenticatorSetup",
      "confirmAuthenticator",
      "renewRecoveryCodesAction",
      "startAuthenticatorSetup",
      "removeAuthenticator",
    ],
  },
  "features/auth/sessions/actions.ts": { member: ["endOtherSessions", "endSession"] },
  "features/auth/sign-in/actions.ts": {
    visitor: ["signInWithGitHub", "signInWithGoogle", "signInWithPassword", "signOutHere"],
  },
  "features/staff/actions.ts": {
    visitor: ["createInvitedMemberAction", "signInToAcceptAction"],
    member: ["acceptInvitationAction"],
  },
  "features/moderation/appeals/actions.ts": { visitor: ["appealDecisionAction"] },
  "features/moderation/statements/actions.ts": { member: ["acknowledgeWarningAction"] },
  "features/experts/actions.ts": { member: ["declineExpertiseAction"] },
  "features/mutes/actions.ts": { member: ["muteAction", "unmuteAction"] },
  "features/dsa-notices/actions.ts": { visitor: ["contestNoticeAction", "sendNoticeAction"] },
  "features/newsletter/preferences/actions.ts": {
    visitor: [
      ...["eraseAction", "requestPreferencesLinkAction", "resumeAction"],
      ...["savePreferencesAction", "unsubscribeAction"],
    ],
  },
  "features/newsletter/signup/actions.ts": { visitor: ["confirmSignupAction", "signUpAction"] },
  "features/follows/private-feed/actions.ts": {
    member: ["createPrivateFeedAction", "removePrivateFeedAction", "renewPrivateFeedAction"],
  },
  "features/follows/actions.ts": {
    visitor: ["followAction"],
    member: ["followInListAction", "followWantedAction", "setMailedAction"],
  },
  "features/notifications/settings/actions.ts": { member: ["saveMailSettings", "unmuteDiscussionAction"] },
  "features/notifications/stop/actions.ts": { visitor: ["stopMailsAction"] },
  "features/notifications/actions.ts": { member: ["markNotificationsRead"] },
  "features/ratings/actions.ts": { visitor: ["rateAction"] },
  "features/reports/actions.ts": { member: ["reportCommentAction", "setReportOutcomePreferenceAction"] },
};

const everywhere = codeFiles({ under: ["app", "components", "features", "lib", "server"] });
const withActions = everywhere.filter((path) => /^\s*["']use server["'];?\s*$/m.test(readSource(path)));

test("server actions are in actions.ts files, which contain nothing else", () => {
  expect(withActions.filter((path) => basename(path) !== "actions.ts")).toEqual([]);
  expect(withActions.filter((path) => !/^\s*["']use server["']/.test(readSource(path)))).toEqual([]);
  expect(withActions.length).toBeGreaterThan(10);
});

test.each(withActions.map((path) => [path]))("each action of %s has a wrapper that names the roles", (path) => {
  const text = readSource(path);
  const values = [...text.matchAll(/^export (?:async )?(?:const|let|var|function|class|default)\s+\*?\s*(\w+)/gm)].map(
    ([, name]) => name ?? "",
  );
  const wrapped = [
    ...text.matchAll(/^export const (\w+) = (?:visitor|member|contributor|editor|moderator|admin)Action\(/gm),
  ].map(([, name]) => name ?? "");
  expect(values.filter((name) => !wrapped.includes(name))).toEqual([]);
  // The file exports no other value: each would be callable.
  expect(text).not.toMatch(/^export (\{|\*)/m);
});

test.each(withActions.map((path) => [path]))("%s opens to readers only the actions listed above", (path) => {
  const made = (wrapper: string) =>
    [...readSource(path).matchAll(new RegExp(`^export const (\\w+) = ${wrapper}Action\\(`, "gm"))]
      .map(([, name]) => name)
      .sort();
  const named = forReaders[path] ?? {};
  expect(made("visitor"), "moderatorAction, editorAction …, or a line above with what a reader does by it").toEqual(
    [...(named.visitor ?? [])].sort(),
  );
  expect(made("member")).toEqual([...(named.member ?? [])].sort());
});

test("every action listed above exists", () => {
  expect(Object.keys(forReaders).filter((path) => !withActions.includes(path))).toEqual([]);
});
