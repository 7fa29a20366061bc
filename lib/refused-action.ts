/**
 * Begins the answer to a server action's call that the page server refuses, before the sentence for the reader. Next's client turns a body of
 * type `text/plain`, written exactly so, into the message of the error that the caller gets, and tells nothing else of the answer.
 */
export const refusedActionPrefix = "vigie: ";
