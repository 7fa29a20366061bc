/**
 * The prefix of the body when the page server refuses a call of a server action; the message for the reader follows.
 * Next's client turns a body of exactly the type `text/plain` into the message of the error that the caller gets, and
 * passes on nothing else of the response.
 */
export const refusedActionPrefix = "vigie: ";
