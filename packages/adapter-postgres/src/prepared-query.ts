/** A connection's wire: what of pg's `Connection` is used. */
export interface Wire {
  parse(statement: { text: string; name: string }, more: boolean): void;
  readonly stream: { write(bytes: Buffer): unknown };
  /** The statements that the server has prepared on this connection, by name. */
  readonly parsedStatements?: Readonly<Record<string, string>>;
}

/**
 * A call of a statement that is kept prepared, as pg's clients take any query that submits itself. It asks for no description of the rows,
 * which are known, and leaves every column the text that it came as: pg's own query makes anew of each call what it says of the columns.
 */
export class PreparedQuery {
  readonly name: string;
  readonly text: string;
  /** What pg calls at the end, and wraps where there is a time limit on queries. */
  callback: (error: Error | null, rows?: unknown[][]) => void = () => undefined;
  readonly #call: Buffer;
  readonly #rows: unknown[][] = [];

  /** The statement's name and text, and the messages that call it. */
  constructor(name: string, text: string, call: Buffer) {
    this.name = name;
    this.text = text;
    this.#call = call;
  }

  /** The rows, or whatever went wrong. */
  answer(): Promise<unknown[][]> {
    return new Promise((resolve, reject) => {
      this.callback = (error, rows = []) => (error === null ? resolve(rows) : reject(error));
    });
  }

  submit(wire: Wire): null {
    const { name, text } = this;
    if (wire.parsedStatements?.[name] === undefined) wire.parse({ text, name }, true);
    wire.stream.write(this.#call);
    return null;
  }

  handleDataRow({ fields }: { readonly fields: unknown[] }): void {
    this.#rows.push(fields);
  }

  handleCommandComplete(): void {
    // The rows are handed out when the server is ready for the next statement.
  }

  handleReadyForQuery(): void {
    this.callback(null, this.#rows);
  }

  handleError(error: Error): void {
    this.callback(error);
  }
}

/** Whether a client is one of pg's own, in JavaScript, that sends one query after the other. */
export function takesPreparedQueries(client: object): boolean {
  const { connection, pipeline } = client as { connection?: Partial<Wire>; pipeline?: unknown };
  return (
    pipeline !== true && connection?.parsedStatements !== undefined && typeof connection.parse === "function"
  );
}
