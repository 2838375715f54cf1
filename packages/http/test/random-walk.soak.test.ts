import { expect, test } from "vitest";
import { checkWalks } from "./walk/check-walks.ts";

test("500 random walks over Respan, Orkes and the library leave the three views agreed with a plain model", async () => {
  await checkWalks(500);
  expect.hasAssertions();
}, 1_800_000);
