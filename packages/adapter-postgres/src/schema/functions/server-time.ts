/** The time of the server, in integer milliseconds, as an SQL expression of the type bigint. */
export const SERVER_TIME = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** When the transaction of a statement began, in microseconds. A statement outside of one has a transaction of its own. */
export const TRANSACTION_BEGUN = "(extract(epoch FROM transaction_timestamp()) * 1000000)::bigint";
