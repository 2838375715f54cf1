import type { Actor } from "../access/actor.ts";
import type { Clock } from "../ports/clock.ts";
import { systemClock } from "../ports/clock.ts";
import type { RecordStore, StoredRecord } from "../store/record-store.ts";
import { changeRecord } from "./change-record.ts";

/** The entry of an actor in a tenant's directory. */
export interface ActorEntry {
  /** The id that events contain. It stays after the person was erased. */
  readonly id: string;
  /** A small integer, unique in the tenant: 1, 2, 3, ... For APIs that number people. */
  readonly number: number;
  /** Null if it was never given, and after the person was erased. */
  readonly email: string | null;
  /** Null like `email`. */
  readonly firstName: string | null;
  /** Null like `email`. */
  readonly lastName: string | null;
  /** Whether the person was erased. Nothing of them is stored again. */
  readonly erased: boolean;
}

/**
 * The people of a tenant: name, e-mail and a small integer for each actor id. Events contain only the id, so a person can be erased here
 * without changing the log.
 */
export interface ActorDirectory {
  /** Adds the actor to the directory, or updates its entry. The entry of a person who was erased stays as it is. */
  remember(tenant: string, actor: Actor): Promise<void>;
  /** The entries of these actors, in the order of the ids; null for actors without an entry. */
  describe(tenant: string, ids: readonly string[]): Promise<readonly (ActorEntry | null)[]>;
  /** All entries of the tenant, ordered by id. */
  list(tenant: string): Promise<readonly ActorEntry[]>;
  /**
   * Removes the name and e-mail of an actor, for good. The entry stays, with its number, and says that the person was erased, so that no process
   * stores a name again. An actor without an entry gets such an entry.
   */
  erase(tenant: string, id: string): Promise<void>;
}

const NO_NAME = { email: null, firstName: null, lastName: null } as const;

const KIND = "actor";
const COUNTER = "actor-counter";

/** How long a person is taken to be in the directory, in milliseconds. A storage may have been restored meanwhile. */
const KNOWN_FOR = 60_000;

/** Whether the history says that a person was erased. */
export type WasErased = (tenant: string, id: string) => Promise<boolean>;

/**
 * The directory on a store's records. `wasErased` is asked before a name is stored: a history that was moved to another storage knows who was
 * erased, and its directory is new.
 */
export function actorDirectory(
  records: RecordStore,
  clock: Pick<Clock, "now"> = systemClock,
  wasErased: WasErased = async () => false,
): ActorDirectory {
  // What this process knows to be stored, so that a write costs no look-up of a known person.
  const remembered = new Map<string, { readonly actor: Actor; readonly at: number }>();
  const nameOf = (tenant: string, id: string): string => `${tenant}/${id}`;

  // Many first writes at once would change one counter at once, and be refused as busy.
  const turns = new Map<string, Promise<void>>();
  async function inTurn(tenant: string, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(tenant) ?? Promise.resolve()).then(work, work);
    turns.set(tenant, turn);
    try {
      await turn;
    } finally {
      if (turns.get(tenant) === turn) turns.delete(tenant);
    }
  }

  function isKnown(tenant: string, actor: Actor): boolean {
    const known = remembered.get(nameOf(tenant, actor.id));
    return known !== undefined && clock.now() - known.at < KNOWN_FOR && isSameName<Actor>(known.actor, actor);
  }

  async function store(tenant: string, actor: Actor): Promise<void> {
    const { email, firstName, lastName } = actor;
    const at = clock.now();
    await changeRecord<ActorEntry>(records, { scope: tenant, kind: KIND, key: actor.id }, async (before) => {
      if (before?.erased) return null;
      const named = {
        email: email ?? before?.email ?? null,
        firstName: firstName ?? before?.firstName ?? null,
        lastName: lastName ?? before?.lastName ?? null,
      };
      if (before !== null && isSameName(named, before)) return null;
      // Erasing adds its event before it changes the record, so a name that is stored here by mistake is a conflict or is removed.
      if (!isSameName(named, NO_NAME) && (await wasErased(tenant, actor.id)))
        return erased(tenant, actor.id, before);
      return { id: actor.id, number: before?.number ?? (await nextNumber(tenant)), ...named, erased: false };
    });
    remembered.set(nameOf(tenant, actor.id), { actor, at });
  }

  async function erased(tenant: string, id: string, before: ActorEntry | null): Promise<ActorEntry> {
    return { id, number: before?.number ?? (await nextNumber(tenant)), ...NO_NAME, erased: true };
  }

  async function nextNumber(tenant: string): Promise<number> {
    const counter = { scope: tenant, kind: COUNTER, key: "last" };
    return (await changeRecord<number>(records, counter, (last) => (last ?? 0) + 1)) ?? 0;
  }

  return {
    async remember(tenant, actor) {
      if (isKnown(tenant, actor)) return;
      await inTurn(tenant, async () => {
        if (!isKnown(tenant, actor)) await store(tenant, actor);
      });
    },
    async describe(tenant, ids) {
      return (await records.get(tenant, KIND, ids)).map(entryOf);
    },
    async list(tenant) {
      return (await records.list(tenant, KIND)).flatMap((record) => entryOf(record) ?? []);
    },
    async erase(tenant, id) {
      remembered.delete(nameOf(tenant, id));
      await changeRecord<ActorEntry>(records, { scope: tenant, kind: KIND, key: id }, (before) =>
        before?.erased ? null : erased(tenant, id, before),
      );
    },
  };
}

function isSameName<Name extends Pick<ActorEntry, "email" | "firstName" | "lastName"> | Actor>(
  one: Name,
  other: Name,
): boolean {
  return one.email === other.email && one.firstName === other.firstName && one.lastName === other.lastName;
}

function entryOf(record: StoredRecord | null | undefined): ActorEntry | null {
  return record ? (Object.freeze(JSON.parse(record.value)) as ActorEntry) : null;
}
