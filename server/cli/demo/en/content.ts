import type { DemoContent } from "../content.ts";
import { altText } from "./alt-text.ts";
import { categories, topics } from "./categories.ts";
import { comments } from "./comments.ts";
import { bylines, members } from "./members.ts";
import { ratings } from "./ratings.ts";
import { stories } from "./stories.ts";

/** The demo content in English, with British spelling and, in the articles, British advice. */
export const english: DemoContent = {
  locale: "en",
  slugs: [
    "decryption-key-published",
    "update-that-waits",
    "encrypting-a-usb-stick",
    "thirty-pound-camera",
    "router-settings-to-check-tonight",
    "passport-copy-lost-online",
    "working-from-home-router",
    "clinic-one-year-on",
    "is-antivirus-worth-paying-for",
    "my-bank-calls-too-often",
    "passwords-in-a-spreadsheet",
    "change-of-bank-details",
    "cyber-insurance-exclusions",
    "qr-codes-on-parking-machines",
    "which-two-factor-method",
    "choosing-a-password-manager",
    "browser-extensions-that-change-hands",
    "hospital-night-without-computers",
    "fake-bank-adviser",
    "parcel-text-scam",
    "backing-up-3-2-1",
    "joinery-ransomware-three-days",
  ],
  categories,
  topics,
  members,
  bylines,
  comments,
  ratings,
  stories,
  corrections: [
    {
      article: "change-of-bank-details",
      note: "The transfer was for £37,000, not £27,000 as we first wrote.",
      credit: "",
      hoursAgo: 140,
    },
    {
      article: "cyber-insurance-exclusions",
      note: "A breach of personal data must be reported within 72 hours, not 48.",
      credit: "Paulo R.",
      hoursAgo: 52,
    },
  ],
  altText,
};
