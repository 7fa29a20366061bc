/** What a member can follow. A discussion is an article's comments, identified by the article. */
export const subjectKinds = ["tag", "category", "author", "discussion"] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export interface FollowSubject {
  kind: SubjectKind;
  id: number;
}

/** The most subjects that a member may follow: more than anyone reads, and few enough for one statement. */
export const maxFollows = 500;

/** Follows per page of the account's list. */
export const followsPerPage = 30;

/** A subject as forms and addresses carry it, as in `tag-12`. */
export const formatSubject = ({ kind, id }: FollowSubject): string => `${kind}-${id}`;

/** Parses `tag-12`; undefined if the text names no subject. */
export function parseSubject(text: string): FollowSubject | undefined {
  const [, name, id] = /^([a-z]{3,10})-([1-9]\d{0,14})$/.exec(text) ?? [];
  const kind = subjectKinds.find((known) => known === name);
  return kind && id ? { kind, id: Number(id) } : undefined;
}

/**
 * The address that offers to follow a subject, for a reader who signs in on another page first. Opening it changes
 * nothing.
 * @param subject as in `tag-12`
 */
export const wantedFollowPath = (subject: string): string => `/account/following?follow=${subject}`;
