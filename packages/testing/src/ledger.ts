// For hosts: a ledger for tests, with a clock and ids that the test controls. A door of its own, for every test runner: through the index,
// Jest or node:test would load vitest.
export { TEST_EPOCH, type TestClock, testClock } from "./test-clock.ts";
export { testIds } from "./test-ids.ts";
export { type TestLedger, type TestLedgerOptions, type TestPrompt, testLedger } from "./test-ledger.ts";
