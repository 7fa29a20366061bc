import type { Page } from "@playwright/test";
import { muteMember } from "#features/mutes/mutations.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test, watchLayoutShifts } from "./fixtures.ts";
import { withSiteDatabase } from "./site-database.ts";
import {
  aMember,
  anArticleWithComments,
  commentWithText,
  fillSignInForm,
  findMemberRow,
  signIn,
  tabTo,
  waitUntilHydrated,
  writeComment,
} from "./test-data.ts";

const withScripts = () => test.info().project.name !== "no-javascript";
/** The accessible name of the header's bell. */
const bell = (page: Page) => page.getByRole("banner").getByRole("link", { name: /^Notifications/ });
const folded = (page: Page, id: number) => page.locator(`#comment-${id} > details > summary`);

/** Runs axe, which needs scripts. */
async function looked(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  if (withScripts()) await expectAccessible(page);
}

/** Makes the page a background page: nothing is marked as read there, so the button can be tested. */
async function inTheBackground(page: Page): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(document, "visibilityState", { get: () => "hidden" }));
}

test("a visitor finds the community's rules from every page and from the form, and each rule has an address @nojs @phone", async ({
  page,
}) => {
  const { path } = await anArticleWithComments();
  await page.goto(path);
  await page.getByRole("contentinfo").getByRole("link", { name: "Règles" }).click();
  await expect(page).toHaveURL("/rules");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Les règles de la communauté");
  await looked(page);
  for (const rule of ["respect", "hate", "illegal", "privacy", "spam", "topic", "identity", "sources"]) {
    await page.goto(`/rules#${rule}`);
    const heading = page.locator(`h2#${rule}`);
    await expect(heading, rule).toHaveCount(1);
    await expect(heading, rule).toBeInViewport();
  }
  await page.goto(path);
  await page.locator("#comments").getByRole("link", { name: "Lire les règles" }).click();
  await expect(page).toHaveURL("/rules");
});

test("a profile is the same page for everyone and reads no session @desktop", async ({ page, request }) => {
  const shown = await findMemberRow(await aMember());
  await writeComment(await anArticleWithComments(), shown, "Un avis que chacun peut lire.");
  const path = `/members/${shown.handle}`;
  const asked: string[] = [];
  page.on("request", (one) => asked.push(new URL(one.url()).pathname));

  const answer = await page.goto(path);
  expect(answer?.headers()["set-cookie"]).toBeUndefined();
  expect(answer?.headers()["cache-control"]).not.toMatch(/private|no-store/);
  await page.keyboard.press("Tab");
  await waitUntilHydrated(page);
  expect(asked).not.toContain("/api/me");

  await signIn(page, await aMember("reader"));
  const [theirs, everybodys] = await Promise.all([page.request.get(path), request.get(path)]);
  expect(await theirs.text()).toBe(await everybodys.text());
  expect(theirs.headers()["set-cookie"]).toBeUndefined();
  // The signed-in reader's data come with the one private request.
  await page.goto(path);
  await expect(bell(page)).toBeVisible();
  expect(asked.filter((one) => one === "/api/me").length).toBeGreaterThan(0);
  await looked(page);
});

test("a profile follows its member's comments, their new name and handle, and their choice to be hidden @nojs @desktop", async ({
  page,
}) => {
  const member = await aMember("reader");
  const { id, handle } = await findMemberRow(member);
  const article = await anArticleWithComments();
  const path = `/members/${handle}`;
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(member.name);
  await expect(page.locator("main")).toContainText("n’a pas encore de commentaire visible");
  await looked(page);

  const comment = await writeComment(article, { id }, "Premier avis de ce membre.");
  await expect(async () => {
    await page.goto(path);
    await expect(page.locator("#profile-comments")).toContainText("Premier avis", { timeout: 1_000 });
  }).toPass();
  await expect(page.locator(".profile")).toContainText("1 commentaire");
  await page.locator("#profile-comments").getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`#comment-${comment}$`));

  await signIn(page, member);
  await page.goto("/account");
  const save = async () => {
    await page.getByRole("button", { name: "Enregistrer", exact: true }).first().click();
    await expect(page.getByText("C’est enregistré.")).toBeVisible();
  };
  await page.getByLabel("Nom", { exact: true }).fill(`${member.name} Neuve`);
  await page.getByLabel("Identifiant").fill(`${handle}-2`);
  await page.getByLabel("Présentation").fill("Je relis <b>tout</b>.\nDeux fois.");
  await save();
  await page.goto(path);
  await expect(page).toHaveURL(`/members/${handle}-2`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${member.name} Neuve`);
  await expect(page.locator(".profile")).toContainText("Je relis <b>tout</b>.");

  await page.goto("/account");
  await page.getByLabel("Afficher mon profil public").uncheck();
  await save();
  for (const gone of [path, `/members/${handle}-2`]) expect((await page.goto(gone))?.status(), gone).toBe(404);
  // Their comment stays, and its name is no link.
  await page.goto(article.path);
  await expect(commentWithText(page, "Premier avis").locator(".comment-name")).toHaveText(`${member.name} Neuve`);
  await expect(commentWithText(page, "Premier avis").locator("a.comment-name")).toHaveCount(0);
});

/** Creates a member with a comment that has two replies, and a mention elsewhere. */
async function aDiscussion() {
  const [member, other] = await Promise.all([aMember("reader"), aMember("reader")]);
  const [own, writer] = await Promise.all([findMemberRow(member), findMemberRow(other)]);
  const article = await anArticleWithComments();
  const asked = await writeComment(article, own, "Une question.");
  const replies: number[] = [];
  for (const text of ["Une réponse.", "Une autre réponse."])
    replies.push(await writeComment(article, writer, text, asked));
  const mention = await writeComment(article, writer, `Voyez ce qu’en dit @${own.handle}.`);
  return { member, other, own, writer, article, replies, mention };
}

test("a member sees a reply and a mention at the bell, reads them on one page, and the bell is empty again @nojs @phone", async ({
  page,
}) => {
  const { member, other, article, replies, mention } = await aDiscussion();
  await signIn(page, member);
  const shifts = await watchLayoutShifts(page);
  await page.goto(article.path);
  if (withScripts()) {
    await expect(bell(page)).toHaveAccessibleName("Notifications, 3 non lues");
    await expect(bell(page).locator(".notifications-badge")).toHaveText("3");
    expect(await shifts()).toEqual([]);
    await inTheBackground(page);
    await bell(page).click();
  } else {
    // The shared page contains no member data; the account leads to the notifications.
    await expect(bell(page)).toHaveCount(0);
    await page.goto("/notifications");
  }
  await expect(page).toHaveURL("/notifications");
  const entries = page.locator(".notification-list > li");
  await expect(page.locator("main")).toContainText("3 notifications non lues");
  await expect(entries).toHaveCount(2);
  await expect(entries.first()).toContainText(`${other.name} vous a cité`);
  await expect(entries.last()).toContainText(/2 réponses à votre commentaire sur «/);
  await expect(entries.last()).toContainText("Une autre réponse.");
  await looked(page);

  await page.getByRole("button", { name: "Tout marquer comme lu" }).click();
  await expect(page.getByText(withScripts() ? "Tout est marqué comme lu." : "Tout est lu.")).toBeVisible();
  if (withScripts()) {
    await expect(bell(page)).toHaveAccessibleName("Notifications");
    await expect(bell(page).locator(".notifications-badge")).toHaveCount(0);
    await looked(page);
  }
  await page.goto("/notifications");
  await expect(page.locator("main")).toContainText("Tout est lu.");
  await expect(page.getByRole("button", { name: "Tout marquer comme lu" })).toHaveCount(0);
  await expect(entries).toHaveCount(2);

  // Each entry leads to its comment.
  await entries.first().getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`${article.path}#comment-${mention}$`));
  await page.goto("/notifications");
  await entries.last().getByRole("link").last().click();
  await expect(page).toHaveURL(new RegExp(`${article.path}#comment-${replies[0]}$`));
});

test("notifications that were in view are read without a click; later ones are not @desktop", async ({ page }) => {
  const { member, own, writer, article } = await aDiscussion();
  await signIn(page, member);
  await page.goto("/notifications");
  await expect(page.getByText("Tout est marqué comme lu.")).toBeVisible();
  await expect(bell(page)).toHaveAccessibleName("Notifications");
  await writeComment(article, writer, `Encore un mot, @${own.handle}.`);
  await page.goto(article.path);
  await expect(bell(page)).toHaveAccessibleName("Notifications, 1 non lue");
});

test("a member without notifications or muted members sees a sentence that says so @nojs @phone", async ({ page }) => {
  await signIn(page, await aMember("reader"));
  await page.goto("/notifications");
  await expect(page.locator("main")).toContainText("Rien pour l’instant.");
  await looked(page);
  await page.locator("main").getByRole("link", { name: "Membres masqués" }).click();
  await expect(page.locator("main")).toContainText("Vous n’avez masqué personne.");
  await looked(page);
});

test("a member mutes another on their profile; their comments fold without layout shift and can be read again @phone", async ({
  page,
}) => {
  test.slow();
  const { member, other, own, writer, article, replies, mention } = await aDiscussion();
  await signIn(page, member);
  await page.goto(`/members/${writer.handle}`);
  await page.getByRole("link", { name: "Masquer ce membre" }).click();
  await expect(page.getByRole("heading", { name: `Masquer ${other.name} ?` })).toBeVisible();
  await looked(page);
  await page.getByRole("button", { name: `Masquer ${other.name}` }).click();
  await expect(page).toHaveURL("/account/mutes#muted");
  await expect(page.locator(".mute-list > li")).toHaveText(new RegExp(other.name));
  await looked(page);

  // The comment is in view when the list of mutes arrives, then above the viewport, then below it.
  const shifts = await watchLayoutShifts(page);
  for (const place of [`${article.path}/comments`, `${article.path}#leave-comment`, article.path]) {
    await page.goto("about:blank");
    await page.goto(place);
    for (const id of [...replies, mention]) await expect(folded(page, id), place).toHaveCount(1);
    expect(await shifts(), place).toEqual([]);
  }
  const [first = 0] = replies;
  await expect(page.locator(`#comment-${first} .comment-body`)).toBeHidden();
  await looked(page);
  await folded(page, first).click();
  await expect(page.locator(`#comment-${first} .comment-body`)).toHaveText("Une réponse.");
  await looked(page);
  // The comment that the address names is unfolded.
  await page.goto("about:blank");
  await page.goto(`${article.path}#comment-${first}`);
  await expect(folded(page, mention)).toHaveCount(1);
  await expect(page.locator(`#comment-${first} .comment-body`)).toBeVisible();
  expect(await shifts()).toEqual([]);

  // A muted member's comments cause no notification, now or later.
  await writeComment(article, writer, `Personne ne m’écoute, @${own.handle} ?`);
  await page.goto("/notifications");
  await expect(page.locator("main")).toContainText("Rien pour l’instant.");

  await page.goto("/account/mutes");
  await page.getByRole("button", { name: `Ne plus masquer ${other.name}` }).click();
  await expect(page.locator("main")).toContainText("Vous n’avez masqué personne.");
  await page.goto(article.path);
  await expect(bell(page)).toHaveAccessibleName("Notifications, 3 non lues");
  await expect(page.locator(`#comment-${first} .comment-body`)).toBeVisible();
  await expect(folded(page, first)).toHaveCount(0);
});

test("a member without JavaScript mutes another from one of their comments and finds where to unmute @only-nojs", async ({
  page,
}) => {
  const { member, other, own, writer, article, mention } = await aDiscussion();
  await signIn(page, member);
  await page.goto(article.path);
  await page.goto(`/comments/${mention}`);
  await page.getByRole("link", { name: `Masquer ${other.name}` }).click();
  await expect(page).toHaveURL(`/account/mutes?member=${writer.handle}`);
  await page.getByRole("button", { name: `Masquer ${other.name}` }).click();
  await expect(page).toHaveURL("/account/mutes#muted");
  await page.goto(`/account/mutes?member=${writer.handle}`);
  await expect(page.locator("main")).toContainText(`Vous avez masqué ${other.name}.`);
  await page.goto("/notifications");
  await expect(page.locator("main")).toContainText("Rien pour l’instant.");
  await page.goto("/account/mutes");
  await page.getByRole("button", { name: "Ne plus masquer" }).click();
  await expect(page.locator("main")).toContainText("Vous n’avez masqué personne.");
  // The member themselves, and an unknown handle.
  await page.goto(`/account/mutes?member=${own.handle}`);
  await expect(page.locator("main")).toContainText("Vous ne pouvez pas vous masquer vous-même.");
  expect((await page.goto("/account/mutes?member=personne-de-ce-nom"))?.status()).toBe(200);
  await expect(page.getByRole("button", { name: /^Masquer/ })).toHaveCount(0);
});

test("a visitor who is not signed in gets 401 and comes back to the requested page after sign-in @nojs @phone", async ({
  page,
}) => {
  const member = await aMember("reader");
  const asked = `/account/mutes?member=${(await findMemberRow(await aMember("reader"))).handle}`;
  for (const path of ["/notifications", asked]) {
    await page.context().clearCookies();
    expect((await page.goto(path))?.status(), path).toBe(401);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Connectez-vous");
    await page.getByRole("main").getByRole("link", { name: "Se connecter" }).click();
    await fillSignInForm(page, member);
    await expect(page).toHaveURL(path);
  }
});

test("the name in the header leads to the account @desktop", async ({ page }) => {
  const member = await aMember("reader");
  const { path } = await anArticleWithComments();
  await page.goto(path);
  const invitation = page.getByRole("banner").getByRole("link", { name: "Se connecter" });
  await expect(invitation).toHaveAttribute("href", "/login");
  await signIn(page, member);
  await page.goto(path);
  await page.getByRole("banner").getByRole("link", { name: member.name }).click();
  await expect(page).toHaveURL("/account");
});

test("a member goes from the bell to the new items, to the muted members, and back, using only the keyboard @desktop", async ({
  page,
}) => {
  const { member, article } = await aDiscussion();
  const [unheard, own] = await Promise.all([aMember("reader").then(findMemberRow), findMemberRow(member)]);
  await withSiteDatabase((db) => muteMember(db, own.id, unheard.handle));
  await signIn(page, member);
  await page.goto(article.path);
  await expect(bell(page)).toHaveAccessibleName("Notifications, 3 non lues");
  await inTheBackground(page);
  await tabTo(page, bell(page));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: "Tout marquer comme lu" }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Tout est marqué comme lu.")).toBeVisible();
  await tabTo(page, page.locator("main").getByRole("link", { name: "Membres masqués" }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("button", { name: /^Ne plus masquer/ }));
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toContainText("Vous n’avez masqué personne.");
});
