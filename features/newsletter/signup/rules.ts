import { hashVersion } from "#lib/version-hash.ts";

/** How long the link of a confirmation mail is valid. */
export const signupDays = 7;
/** How long an unconfirmed sign-up is kept after that. */
export const signupRetentionDays = 30;
/** Sign-ups of one network within a day: a program needs fifteen networks for a week to reach `manyOpenSignups`. */
export const dailySignups = { name: "newsletter.signupDay", points: 200, seconds: 86_400 };
/** From this many open sign-ups on, somebody sends made-up addresses: each network may add only a few a day. */
export const manyOpenSignups = 20_000;
export const signupsWhileMany = { name: "newsletter.signupWhileMany", points: 5, seconds: 86_400 };
/** A limit on the whole table, so that made-up addresses from many networks cannot fill the disk. */
export const maxOpenSignups = 200_000;
/** The same choice for the same address within this time is a double click. */
export const repeatSeconds = 60;

/** The page of the form on its own. */
export const newsletterPath = "/newsletter";
export const sentPath = "/newsletter/sent";
/** The section with the form, on every page that has it. */
export const signupAnchor = "newsletter";

/** Identifies the sentence of consent that a form showed. */
export const consentVersion = (sentence: string) => hashVersion([sentence]);

/** The outcome of a confirmation, with the token of the links to the preferences. */
export interface ConfirmedSignup {
  /** `subscribed` also if the button was pressed twice; `known`: there was a subscription already, which was not changed. */
  outcome: "subscribed" | "known";
  subscriberId: number;
  token: string;
}

/** What the page of a confirmation shows of its outcome. */
export const signupResult = ({ outcome, token }: ConfirmedSignup) => ({
  outcome,
  preferences: `/newsletter/preferences?s=${token}`,
});
