import type { Ledger, OptionRule } from "@promptledger/core";
import { checkOptions, withMethods } from "@promptledger/core";
import type { ApiOptions } from "./fetch-handler.ts";

const functionRule: OptionRule = { isValid: (value) => typeof value === "function", wanted: "a function" };

/** A text that is not empty. */
export const textRule: OptionRule = {
  isValid: (value) => typeof value === "string" && value !== "",
  wanted: "a text that is not empty",
};

/** What the options that all APIs have may be. */
export const API_OPTIONS: { readonly [Option in keyof ApiOptions]-?: OptionRule } = {
  authenticate: { ...functionRule, required: true },
  onError: functionRule,
  maximumCostlyCalls: {
    isValid: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
    wanted: "an integer of at least 1",
  },
};

/** Throws `invalid-input` for what is no ledger. */
export function checkLedger(ledger: Ledger): void {
  const rule = withMethods("a ledger of createLedger()", "as", "close");
  checkOptions({ ledger }, { ledger: { ...rule, required: true } });
}
