import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./public-address.ts";

describe("a public address", () => {
  test.each([
    ...[
      "1.1.1.1",
      "8.8.8.8",
      "9.255.255.255",
      "11.0.0.0",
      "100.63.255.255",
      "100.128.0.0",
      "126.255.255.255",
    ],
    ...["128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.167.255.255", "223.255.255.255"],
    ...["2606:4700:4700::1111", "2a00:1450:4001::200e", "2001:200::1", "3ffe::1", "64:ff9b::808:808"],
  ])("is %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  // More of them are in test/addresses.test.ts, as calls meet them.
  test.each([
    "10.1.2.3",
    "64:ff9b::a01:203",
    "::ffff:8.8.8.8",
    "fe80::1%1",
    "2606:4700::1%1",
    "",
    "a",
    "1.1.1",
  ])("is not %j", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
