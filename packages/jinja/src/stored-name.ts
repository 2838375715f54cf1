/** The names of functions that are variables too where they are not called. */
const FUNCTION_NAMES = new Set(["range", "namespace"]);
const VARIABLE_PREFIX = "$";

/** The name under which a variable is stored: the library has functions of the same name in each scope. */
export function storedName(name: string): string {
  return FUNCTION_NAMES.has(name) ? `${VARIABLE_PREFIX}${name}` : name;
}

/** The name of a variable that is stored under a name. */
export function writtenName(stored: string): string {
  return stored.startsWith(VARIABLE_PREFIX) ? stored.slice(VARIABLE_PREFIX.length) : stored;
}
