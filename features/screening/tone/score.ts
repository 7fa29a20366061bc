import type { TextSpan } from "../reported-speech.ts";
import { noTone, type ToneScores } from "./tone-scores.ts";

/** Scores a text by class. `reportedSpans`: what it quotes or reports. Linear in the text. */
export function scoreTone(_text: string, _reportedSpans: TextSpan[]): ToneScores {
  return noTone;
}
