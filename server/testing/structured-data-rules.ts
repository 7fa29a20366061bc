/**
 * What Google's documentation requires and recommends of structured data, by type
 * (https://developers.google.com/search/docs/appearance/structured-data), as far as this site writes it: Article,
 * Discussion forum, Profile page, Breadcrumb, Organization, Site name, Logo. Independent of the code that writes it.
 */

type Check = (value: unknown) => string[];

interface TypeRules {
  required: Record<string, Check>;
  recommended?: Record<string, Check>;
  /** Allowed, and checked where present. */
  optional?: Record<string, Check>;
  /** Properties that Google counts as misleading markup. */
  forbidden?: string[];
}

type Thing = Record<string, unknown>;

const isThing = (value: unknown): value is Thing =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value) =>
  typeof value === "string" && value.trim() !== "" ? [] : [`is no text: ${JSON.stringify(value)}`];

const webAddress: Check = (value) =>
  typeof value === "string" && /^https?:\/\/[^\s{}]+$/.test(value) && URL.canParse(value)
    ? []
    : [`is no absolute address: ${JSON.stringify(value)}`];

/** ISO 8601 with a zone: without one Google assumes that of its crawler. */
const moment: Check = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?(?:Z|[+-]\d{2}:\d{2})$/.test(value) &&
  !Number.isNaN(Date.parse(value))
    ? []
    : [`is no moment with a zone: ${JSON.stringify(value)}`];

const wholeNumber: Check = (value) =>
  Number.isSafeInteger(value) && Number(value) >= 0 ? [] : [`is no count: ${JSON.stringify(value)}`];

const exactly =
  (expected: unknown): Check =>
  (value) =>
    value === expected ? [] : [`is ${JSON.stringify(value)} instead of ${JSON.stringify(expected)}`];

const oneOf =
  (...checks: Check[]): Check =>
  (value) => {
    const findings = checks.map((check) => check(value));
    return findings.find((found) => found.length === 0) ?? findings.at(-1) ?? [];
  };

const each =
  (check: Check, least = 0): Check =>
  (value) => {
    const values = Array.isArray(value) ? value : [value];
    if (values.length < least) return [`has ${values.length} values instead of ${least}`];
    return values.flatMap(check);
  };

const reference: Check = (value) =>
  isThing(value) && Object.keys(value).length === 1 ? webAddress(value["@id"]) : ["is no reference"];

const things = (...types: string[]): Check =>
  each((value) => {
    if (!isThing(value)) return [`is no ${types.join(" or ")}`];
    if (!types.includes(String(value["@type"]))) return [`is a ${value["@type"]} instead of ${types.join(" or ")}`];
    return findStructuredDataFaults(value);
  });

const image = oneOf(things("ImageObject"), each(webAddress, 1));
const author = oneOf(things("Person", "Organization", "NewsMediaOrganization"));
const counters = things("InteractionCounter");

const rules: Record<string, TypeRules> = {
  NewsArticle: {
    required: { headline: text },
    recommended: {
      image: each(things("ImageObject"), 1),
      datePublished: moment,
      dateModified: moment,
      author,
      publisher: things("NewsMediaOrganization"),
      mainEntityOfPage: things("WebPage"),
    },
    optional: { correction: things("CorrectionComment"), isBasedOn: things("Article"), url: webAddress },
    forbidden: ["aggregateRating", "review"],
  },
  DiscussionForumPosting: {
    required: { author, datePublished: moment, text },
    recommended: { headline: text, url: webAddress, interactionStatistic: counters },
    optional: { comment: things("Comment"), image, isPartOf: things("WebPage") },
  },
  Comment: {
    required: { author, datePublished: moment, text },
    recommended: { url: webAddress, interactionStatistic: counters },
    optional: { comment: things("Comment"), dateModified: moment },
  },
  ProfilePage: {
    required: { mainEntity: things("Person", "Organization") },
    optional: { dateCreated: moment, dateModified: moment },
  },
  BreadcrumbList: { required: { itemListElement: each(things("ListItem"), 2) } },
  ItemList: { required: { itemListElement: things("ListItem") } },
  ListItem: { required: { position: wholeNumber, name: text }, optional: { item: webAddress, url: webAddress } },
  CollectionPage: { required: { name: text, url: webAddress }, recommended: { mainEntity: things("ItemList") } },
  WebSite: {
    required: { name: text, url: webAddress },
    recommended: { potentialAction: things("SearchAction") },
  },
  SearchAction: {
    required: {
      target: things("EntryPoint"),
      "query-input": exactly("required name=search_term_string"),
    },
  },
  EntryPoint: {
    required: {
      urlTemplate: (value) => webAddress(String(value).replace("{search_term_string}", "x")),
    },
  },
  NewsMediaOrganization: {
    required: { name: text, url: webAddress },
    recommended: { logo: things("ImageObject") },
    optional: {
      publishingPrinciples: webAddress,
      correctionsPolicy: webAddress,
      masthead: webAddress,
      sameAs: each(webAddress),
    },
  },
  Organization: { required: { name: text }, optional: { url: webAddress } },
  Person: {
    required: { name: text },
    optional: {
      url: webAddress,
      image,
      sameAs: each(webAddress),
      interactionStatistic: counters,
      agentInteractionStatistic: counters,
      worksFor: reference,
    },
  },
  InteractionCounter: {
    required: {
      interactionType: (value) => (/^https:\/\/schema\.org\/\w+Action$/.test(String(value)) ? [] : ["is no action"]),
      userInteractionCount: wholeNumber,
    },
  },
  ImageObject: { required: { url: webAddress }, recommended: { width: wholeNumber, height: wholeNumber } },
  WebPage: { required: { "@id": webAddress } },
  Article: { required: { headline: text, url: webAddress } },
  CorrectionComment: { required: { text, datePublished: moment } },
};

/**
 * Lists what is wrong with a thing and the things in it: properties that are missing (recommended ones too), malformed
 * or not accepted, and types without rules. Empty if all is well.
 */
export function findStructuredDataFaults(thing: Record<string, unknown>): string[] {
  const type = String(thing["@type"]);
  const rule = rules[type];
  if (!rule) return [`${type} has no rules`];
  const found = (name: string, check: Check) => check(thing[name]).map((fault) => `${type}.${name} ${fault}`);
  const missing = Object.entries({ ...rule.required, ...rule.recommended }).flatMap(([name, check]) =>
    thing[name] === undefined ? [`${type}.${name} is missing`] : found(name, check),
  );
  const malformed = Object.entries(rule.optional ?? {}).flatMap(([name, check]) =>
    thing[name] === undefined ? [] : found(name, check),
  );
  const forbidden = (rule.forbidden ?? []).flatMap((name) =>
    thing[name] === undefined ? [] : [`${type}.${name} is not accepted`],
  );
  return [...missing, ...malformed, ...forbidden];
}
