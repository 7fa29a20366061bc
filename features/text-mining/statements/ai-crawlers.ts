/** Crawlers of one operator, by the product tokens that it documents for robots.txt. */
interface CrawlerOperator {
  operator: string;
  agents: readonly string[];
  /** Where the operator documents them; otherwise where they were observed. */
  source: string;
}

/**
 * Tokens with which operators collect texts to train models, or by which they ask whether they may. None of them decides
 * about search or about answers that link to the site. Checked on 28 November 2026.
 */
export const trainingCrawlers: readonly CrawlerOperator[] = [
  { operator: "OpenAI", agents: ["GPTBot"], source: "https://developers.openai.com/docs/bots" },
  // The second was its name until 2024.
  {
    operator: "Anthropic",
    agents: ["ClaudeBot", "anthropic-ai"],
    source: "https://support.claude.com/en/articles/8896518",
  },
  // Not a crawler: what Googlebot has read is not used for Gemini. It has no effect on Google Search.
  {
    operator: "Google",
    agents: ["Google-Extended"],
    source: "https://developers.google.com/search/docs/crawling-indexing/google-common-crawlers",
  },
  // The same for Applebot.
  { operator: "Apple", agents: ["Applebot-Extended"], source: "https://support.apple.com/en-us/119829" },
  { operator: "Common Crawl", agents: ["CCBot"], source: "https://commoncrawl.org/ccbot" },
  {
    operator: "Meta",
    agents: ["Meta-ExternalAgent"],
    source: "https://developers.facebook.com/docs/sharing/webmasters/web-crawlers",
  },
  { operator: "Amazon", agents: ["Amazonbot"], source: "https://developer.amazon.com/amazonbot" },
  { operator: "Ai2", agents: ["AI2Bot", "Ai2Bot-Dolma"], source: "https://allenai.org/crawler" },
  // These operators document nothing; the list of this project observes them.
  {
    operator: "ByteDance",
    agents: ["Bytespider", "TikTokSpider"],
    source: "https://github.com/ai-robots-txt/ai.robots.txt",
  },
  {
    operator: "Cohere",
    agents: ["cohere-ai", "cohere-training-data-crawler"],
    source: "https://github.com/ai-robots-txt/ai.robots.txt",
  },
  { operator: "Huawei", agents: ["PanguBot"], source: "https://github.com/ai-robots-txt/ai.robots.txt" },
  { operator: "DeepSeek", agents: ["DeepSeekBot"], source: "https://github.com/ai-robots-txt/ai.robots.txt" },
];

/** Tokens for the search indexes and answers of AI, and for pages that a person asks an assistant to read. */
export const answerCrawlers: readonly CrawlerOperator[] = [
  {
    operator: "OpenAI",
    agents: ["OAI-SearchBot", "ChatGPT-User"],
    source: "https://developers.openai.com/docs/bots",
  },
  {
    operator: "Anthropic",
    agents: ["Claude-SearchBot", "Claude-User"],
    source: "https://support.claude.com/en/articles/8896518",
  },
  {
    operator: "Perplexity",
    agents: ["PerplexityBot", "Perplexity-User"],
    source: "https://docs.perplexity.ai/docs/resources/perplexity-crawlers",
  },
  {
    operator: "Meta",
    agents: ["Meta-ExternalFetcher"],
    source: "https://developers.facebook.com/docs/sharing/webmasters/web-crawlers",
  },
  { operator: "Amazon", agents: ["Amzn-SearchBot", "Amzn-User"], source: "https://developer.amazon.com/amazonbot" },
  { operator: "Mistral", agents: ["MistralAI-User"], source: "https://docs.mistral.ai/robots" },
  {
    operator: "DuckDuckGo",
    agents: ["DuckAssistBot"],
    source: "https://duckduckgo.com/duckduckgo-help-pages/results/duckassistbot",
  },
];

/** The tokens of all operators of a list. */
export const listAgents = (operators: readonly CrawlerOperator[]): string[] =>
  operators.flatMap(({ agents }) => agents);
