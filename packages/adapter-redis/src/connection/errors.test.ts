import { expect, test } from "vitest";
import { ledgerError, NotConnected } from "./errors.ts";

test.each([
  new Error("connect ENOENT redis//ann:hush@host:6379"),
  new Error("getaddrinfo ENOTFOUND ann:hush@host"),
  new Error("ERR unknown command 'AUTH', with args beginning with: 'ann' 'hush'"),
  new Error("ERR unknown command `AUTH`, with args beginning with: `ann` `hush`"),
])("The password of an address is in no error: %s", (reason) => {
  const refusal = Object.assign(new Error(reason.message), { name: "ReplyError" });
  for (const error of [new NotConnected(reason), reason, refusal]) {
    const { message, cause } = ledgerError(error, "writes");
    expect(`${message} ${String(cause)}`).not.toMatch(/hush|\bann\b/u);
  }
});
