/** The time of the server, in integer milliseconds, as an SQL expression of the type bigint. */
export const SERVER_TIME = "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
