import { defineConfig } from "vitest/config";

const conditions = ["@promptledger/source"];

// The unit tests of the aggregates alone: they are fast, and run once for every mutant.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["packages/core/src/{prompt,version,access,integration}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/*.soak.test.ts"],
    testTimeout: 30_000,
  },
});
