import fc from "fast-check";

const SURROGATES = 0x800;

/** Any code point but surrogates; fast-check's own `binary` needs a second to prepare. */
const character: fc.Arbitrary<string> = fc
  .nat(0x10ffff - SURROGATES)
  .map((point) => String.fromCodePoint(point < 0xd800 ? point : point + SURROGATES));

/** Well-formed texts of any characters, plain ones often among them. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(character, fc.constantFrom("a", "Z", "0", "-", " ", "é", "\ud7ff", "\ue000", "🎉"));
  return fc.array(unit, { maxLength }).map((units) => units.join(""));
}
