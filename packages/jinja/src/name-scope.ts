/** What a place of a template knows of its names: which the template itself has set, and which surely have a value. */
export interface NameScope {
  /** Whether the template has set a variable on every way to this place. */
  isSet(name: string): boolean;
  set(name: string): void;
  /** Whether a condition around this place asks for this name, or for what it is a part of. */
  isGuarded(name: string): boolean;
  /** A scope within: a loop, a macro or a branch. What it sets is not set outside. */
  within(guards?: readonly string[]): NameScope;
  /** What has been set in this scope itself. */
  readonly own: ReadonlySet<string>;
}

/** A scope that knows nothing, or what the one around it knows. */
export function nameScope(outer: NameScope | null = null, guards: readonly string[] = []): NameScope {
  const own = new Set<string>();
  const scope: NameScope = {
    own,
    isSet: (name) => own.has(name) || outer?.isSet(name) === true,
    set: (name) => own.add(name),
    isGuarded: (name) =>
      guards.some((guard) => name === guard || name.startsWith(`${guard}.`)) ||
      outer?.isGuarded(name) === true,
    within: (more = []) => nameScope(scope, more),
  };
  return scope;
}
