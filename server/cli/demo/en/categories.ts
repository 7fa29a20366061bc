import type { DemoCategory, DemoTopic } from "../content.ts";

/** The navigation, in its order. */
export const categories: readonly DemoCategory[] = [
  ["security", "Security", "The threats of the moment, and how to guard against them."],
  ["ransomware", "Ransomware", "Attacks, defences and how people got back to work."],
  ["how-to", "How-to", "Step by step, for home and office."],
  ["hacking", "Hacking", "Flaws, gadgets taken apart, and the people who report what they find."],
  ["scams", "Scams", "Fraudulent messages, dissected."],
  ["business", "Business", "Security as seen from the till and the boss’s desk."],
];

/** The newsletter's topics, with the categories and tags of their articles. */
export const topics: readonly DemoTopic[] = [
  ["news", "News", "What happened, and what it changes.", ["security", "business"], []],
  ["how-to", "How-to", "Step-by-step guides for home and office.", ["how-to"], ["step by step"]],
  ["hacking", "Hacking", "Flaws found, reported and fixed.", ["hacking"], ["responsible disclosure"]],
  [
    "ransomware-alert",
    "Ransomware alert",
    "The ransomware going round, and how to recover from it.",
    ["ransomware"],
    ["cyber-attacks"],
  ],
  ["scam-alert", "Scam alert", "The scam messages of the moment, taken apart.", ["scams"], ["phishing"]],
];
