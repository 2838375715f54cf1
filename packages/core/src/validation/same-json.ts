/** Whether two JSON values have the same JSON text: the order of keys counts. It stops at the first difference, and makes no text. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const [names, others] = [Object.keys(left), Object.keys(right)];
  if (names.length !== others.length) return false;
  const [one, other] = [left, right] as { readonly [name: string]: unknown }[];
  return names.every((name, index) => name === others[index] && sameJson(one?.[name], other?.[name]));
}
