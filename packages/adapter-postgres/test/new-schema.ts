let schemas = 0;

/** A schema's name that was not used before, also not by another process. */
export function newSchema(): string {
  schemas += 1;
  return `test_${process.pid}_${Date.now().toString(36)}_${schemas}`;
}
