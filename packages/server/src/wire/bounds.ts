/** What one record's largest sensible change takes, eight times over. */
export const BODY_BYTES_MAX = 64 * 1024;
/** As much as proxies pass on. */
export const HEADER_BYTES_MAX = 16 * 1024;
/** Node cuts off here by itself, before a face can be chosen; above our own bound, so that ours answers first. */
export const HEADER_BYTES_PARSED_MAX = 32 * 1024;
/** A request that has not arrived completely by then is cut off, so that slow senders cannot hold connections. */
export const REQUEST_TIMEOUT_MS = 10_000;
