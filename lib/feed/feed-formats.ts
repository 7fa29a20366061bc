import type { DiscoveredFeed } from "./discover-feeds.ts";

/** A feed that a page offers, and the same feed in other formats. */
export interface OfferedFeed extends DiscoveredFeed {
  otherFormats: DiscoveredFeed[];
}

/** The words for a format, in titles and in addresses. */
const formatWord = /(?<![\p{L}\d])(?:rss ?[\d.]*|atom ?[\d.]*|rdf|json|xml|feeds?|flux|fil|index)(?![\p{L}\d])/giu;
const separators = /[^\p{L}\d]+/gu;

const withoutFormat = (text: string) => text.replace(formatWord, " ").replace(separators, " ").trim().toLowerCase();

/** Removes the format from an address: "/feed/" and "/feed/atom/" become equal, "/rss/une.xml" and "/rss/sport.xml" do not. */
function toSubject(address: string): string {
  const { host, pathname, search } = new URL(address);
  return `${host} ${withoutFormat(pathname)} ${withoutFormat(search)}`;
}

/**
 * Groups feeds that are one feed in several formats, for example RSS and Atom: their addresses and titles differ only in the words for a
 * format. The one that the page lists first is offered, with the first title that is not empty.
 */
export function groupFormats(feeds: readonly DiscoveredFeed[]): OfferedFeed[] {
  const offered: OfferedFeed[] = [];
  for (const feed of feeds) {
    const [subject, title] = [toSubject(feed.url), withoutFormat(feed.title)];
    const same = offered.find((other) => {
      const otherTitle = withoutFormat(other.title);
      return toSubject(other.url) === subject && (title === "" || otherTitle === "" || title === otherTitle);
    });
    if (!same) offered.push({ ...feed, otherFormats: [] });
    else {
      same.title ||= feed.title;
      same.otherFormats.push(feed);
    }
  }
  return offered;
}
