import type { DiscoveredFeed } from "./discover-feeds.ts";

/** A feed that a page offers, with the same one in other formats. */
export interface OfferedFeed extends DiscoveredFeed {
  otherFormats: DiscoveredFeed[];
}

/** The words for a format, in titles and in addresses. */
const formatWord = /(?<![\p{L}\d])(?:rss ?[\d.]*|atom ?[\d.]*|rdf|json|xml|feeds?|flux|fil|index)(?![\p{L}\d])/giu;
const separators = /[^\p{L}\d]+/gu;

const withoutFormat = (text: string) => text.replace(formatWord, " ").replace(separators, " ").trim().toLowerCase();

/** What an address names apart from its format: "/feed/" and "/feed/atom/" name the same, "/rss/une.xml" and "/rss/sport.xml" do not. */
function toSubject(address: string): string {
  const { host, pathname, search } = new URL(address);
  return `${host} ${withoutFormat(pathname)} ${withoutFormat(search)}`;
}

/**
 * Joins the feeds that are one feed in several formats, RSS and Atom for example: equal in address and title but for the words that name a
 * format. The one that the page lists first is offered, under the first title that there is.
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
