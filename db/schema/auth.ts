import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
  index,
  integer,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytes, id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";

/** One sign-in on one device. The cookie's JWT contains its id; a revocation takes effect at the next request. */
export const memberSessions = pgTable(
  "member_sessions",
  {
    /** Random, 24 bytes in base64url. */
    id: text().primaryKey(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** The User-Agent header, cut at 300 characters. */
    userAgent: text().notNull().default(""),
    /** How the member signed in: password, link, passkey, github, google. */
    method: text().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
    lastSeenAt: timestamptz().notNull().defaultNow(),
    revokedAt: timestamptz(),
  },
  (t) => [index("member_sessions_member_id_idx").on(t.memberId, t.lastSeenAt.desc())],
);

export const tokenKind = pgEnum("token_kind", ["confirm", "magic", "reset", "changeEmail", "signIn"]);

/** Single-use secrets: those of mailed links, and the token that passes a completed sign-in to next-auth. Only a hash is stored. */
export const memberTokens = pgTable(
  "member_tokens",
  {
    /** SHA-256 of the secret. */
    hash: bytes().primaryKey(),
    kind: tokenKind().notNull(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** changeEmail: the new address. signIn: the method. confirm, magic, reset: the path to return to. */
    payload: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
    expiresAt: timestamptz().notNull(),
    usedAt: timestamptz(),
  },
  (t) => [
    index("member_tokens_member_id_idx").on(t.memberId, t.kind),
    index("member_tokens_expires_at_idx").on(t.expiresAt),
  ],
);

/** Pending sign-in steps: a passkey challenge, or the code of the second step. Each is used once and then deleted. */
export const signInChallenges = pgTable(
  "sign_in_challenges",
  {
    /** SHA-256 of the challenge, or of the secret in the browser's cookie. */
    hash: bytes().primaryKey(),
    /** passkeyAdd, passkeySignIn, secondStep. */
    kind: text().notNull(),
    /** Null until a passkey identifies the member. */
    memberId: reference().references(() => members.id, { onDelete: "cascade" }),
    /** secondStep: the method of the first step, and the path to return to. */
    payload: text().notNull().default(""),
    expiresAt: timestamptz().notNull(),
  },
  (t) => [
    index("sign_in_challenges_member_id_idx").on(t.memberId),
    index("sign_in_challenges_expires_at_idx").on(t.expiresAt),
  ],
);

/** Accounts elsewhere (GitHub, Google) that sign a member in. */
export const memberIdentities = pgTable(
  "member_identities",
  {
    provider: text().notNull(),
    subject: text().notNull(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] }), index("member_identities_member_id_idx").on(t.memberId)],
);

export const passkeys = pgTable(
  "passkeys",
  {
    /** The credential's id, base64url. */
    id: text().primaryKey(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    publicKey: bytes().notNull(),
    counter: bigint({ mode: "number" }).notNull().default(0),
    transports: text().array().notNull().default(sql`'{}'::text[]`),
    name: text().notNull().default(""),
    createdAt: timestamptz().notNull().defaultNow(),
    lastUsedAt: timestamptz(),
  },
  (t) => [index("passkeys_member_id_idx").on(t.memberId), check("passkeys_counter", sql`${t.counter} >= 0`)],
);

/** Codes for a lost authenticator, each used once; SHA-256 of 80 random bits, so no slow hash is needed. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    id: id(),
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    hash: bytes().notNull(),
    usedAt: timestamptz(),
  },
  (t) => [uniqueIndex("recovery_codes_hash_unique").on(t.memberId, t.hash)],
);

/** A member's authenticator app, active after its first correct code. */
export const memberTotp = pgTable("member_totp", {
  memberId: reference()
    .primaryKey()
    .references(() => members.id, { onDelete: "cascade" }),
  /** Base32; encrypted with a key derived from AUTH_SECRET. */
  secret: text().notNull(),
  confirmedAt: timestamptz(),
  /** Last accepted time step, so that a code works once. */
  lastStep: integer(),
  createdAt: timestamptz().notNull().defaultNow(),
});

/** A random salt for each day. Without it, the day's hashes cannot be traced to a network. Deleted when no registration can be compared with that day's any more. */
export const registrationNetworkSalts = pgTable("registration_network_salts", {
  day: date().primaryKey(),
  salt: bytes().notNull(),
});

/**
 * The network from which an account was registered, hashed with the salts of that day and of the day before: accounts registered
 * from one network within a day share a hash. The address is never stored. Deleted after `registrationNetworkDays`
 * (features/auth/registration/registration-network.ts).
 */
export const registrationNetworks = pgTable(
  "registration_networks",
  {
    memberId: reference()
      .notNull()
      .references(() => members.id, { onDelete: "cascade" }),
    /** The day of the salt, in UTC. */
    day: date().notNull(),
    hash: bytes().notNull(),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.memberId, t.day] }),
    index("registration_networks_hash_idx").on(t.day, t.hash),
    index("registration_networks_created_at_idx").on(t.createdAt),
  ],
);
