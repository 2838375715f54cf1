/** Resolves in a later turn of the event loop, after everything that only waits for promises: other requests have their turn. */
export const nextTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
