/** A name as a property of a TypeScript type: as it is where that is an identifier, else in quotes. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/u.test(name) ? name : quotedName(name);
}

/** Any text as a TypeScript string: JSON, with the characters escaped that end a line in TypeScript and not in JSON. */
export function quotedName(name: string): string {
  return JSON.stringify(name).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
