import { expect, test } from "vitest";
import { connectionReason } from "./connection-reason.ts";

// The user `u` made "getaddrinfo ENOTFOUND nos****chhost" of the reason.
test.each([
  ["getaddrinfo ENOTFOUND nosuchhost", "u", "getaddrinfo ENOTFOUND nosuchhost"],
  ["getaddrinfo ENOTFOUND u.example", "u", "getaddrinfo ENOTFOUND u.example"],
  ["NOPERM User ann has no permissions", "ann", "NOPERM User **** has no permissions"],
  ["ERR unknown command 'AUTH' 'ann' 'hush'", "ann", "ERR unknown command 'AUTH' '****' '****'"],
  ["ERR unknown command `AUTH`, with args beginning with: `a` `b`", "a", "ERR unknown command `AUTH`"],
  ["ann", "ann", "****"],
  ["uu u", "u", "uu ****"],
  ["the password is xhushx", "", "the password is x****x"],
])("The reason %j for the user %j is shown as %j", (message, username, shown) => {
  expect(connectionReason(new Error(message), { username, password: "hush" })).toBe(shown);
});

test("A connection that fails without an error has a reason too", () => {
  expect(connectionReason(undefined, {})).toBe("no reason given");
});
