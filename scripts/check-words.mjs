// `npm run check:words`: looks for replaced words in docs, comments, messages, titles and names, and prints the better word.
import { readdirSync, readFileSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { root } from "./fingerprint.mjs";
import { NAMES, PHRASES } from "./replaced-words.mjs";

/** Folders and files that are not checked yet. Remove an entry when its words have been replaced. @type {readonly string[]} */
export const LEFT_OUT = [];

/** Folders whose names are not checked yet; their comments and messages are. */
export const NAMES_LEFT_OUT = ["packages/core"];

// The table and its test must contain the words, and the changelog describes the past.
const EXEMPT = ["scripts/replaced-words.mjs", "test/check-words.test.ts", "CHANGELOG.md"];
const GENERATED = new Set(["node_modules", "dist", ".git", "results", "fixtures", "promptledger-data"]);
const EXTENSIONS = /\.(?:ts|mjs|md|lua|sql)$/u;

/** @typedef {import("./replaced-words.mjs").ReplacedWord} ReplacedWord */
/** @typedef {{ readonly line: number, readonly word: string, readonly say: string }} Finding */

/** The words of an identifier, in lower case. @param {string} name */
function wordsOf(name) {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/gu) ?? []).map((word) => word.toLowerCase());
}

/** Whether words contain a sequence of words, the last of which may be a plural. @param {string[]} words @param {string[]} wanted */
function contains(words, wanted) {
  return words.some((_, start) =>
    wanted.every((one, index) => {
      const word = words[start + index];
      return word === one || (index === wanted.length - 1 && word === `${one}s`);
    }),
  );
}

const names = NAMES.map((entry) => ({ entry, wanted: wordsOf(entry.word) }));
/** What was found of each name: the same names occur everywhere. @type {Map<string, ReplacedWord | undefined>} */
const known = new Map();

/** @param {string} name @returns {ReplacedWord | undefined} */
function replacedName(name) {
  if (!known.has(name)) {
    const words = wordsOf(name);
    const found = names.find(({ entry, wanted }) => contains(words, wanted) && !entry.except?.test(name));
    known.set(name, found?.entry);
  }
  return known.get(name);
}

const phrases = PHRASES.map((entry) => ({
  entry,
  pattern: new RegExp(`(?<![\\w-])${entry.word.replaceAll(" ", "[\\s*/]+")}(?![\\w-])`, "giu"),
}));

/** Any of the phrases. */
const anyPhrase = new RegExp(phrases.map(({ pattern }) => pattern.source).join("|"), "iu");

/** Whether a text may have findings. Nearly no file has, and parsing one takes ten times as long. @param {string} text */
function mayHaveFindings(text) {
  return (
    anyPhrase.test(text) || (text.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []).some(replacedName)
  );
}

/** Replaced phrases in a text that begins at an offset of its file. @param {string} text @param {(offset: number) => number} lineAt @param {number} offset @returns {Finding[]} */
function inProse(text, lineAt, offset) {
  return phrases.flatMap(({ entry: { word, say, except }, pattern }) =>
    [...text.matchAll(pattern)]
      .filter(({ index, 0: found }) => !except?.test(text.slice(index, index + found.length + 10)))
      .map(({ index }) => ({ line: lineAt(offset + index), word, say })),
  );
}

/** Findings in TypeScript and JavaScript: names in identifiers, phrases in comments, strings and templates. @param {string} path @param {string} text @returns {Finding[]} */
function inCode(path, text) {
  if (!mayHaveFindings(text)) return [];
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineAt = (/** @type {number} */ offset) => file.getLineAndCharacterOfPosition(offset).line + 1;
  /** @type {Map<number, Finding[]>} */
  const comments = new Map();
  /** @type {Finding[]} */
  const found = [];
  const checksNames = !NAMES_LEFT_OUT.some((folder) => path.startsWith(`${folder}/`));
  /** @param {ts.Node} node */
  function visit(node) {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.end) ?? []),
    ];
    // The nodes that begin at the same place have the same comments.
    for (const { pos, end } of ranges)
      if (!comments.has(pos)) comments.set(pos, inProse(text.slice(pos, end), lineAt, pos));
    if (ts.isIdentifier(node)) {
      const replaced = checksNames ? replacedName(node.text) : undefined;
      if (replaced !== undefined)
        found.push({ line: lineAt(node.getStart()), word: replaced.word, say: replaced.say });
    } else if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node)
    )
      found.push(...inProse(text.slice(node.getStart(), node.end), lineAt, node.getStart()));
    for (const child of node.getChildren()) if (!ts.isJSDoc(child)) visit(child);
  }
  visit(file);
  return [...found, ...[...comments.values()].flat()];
}

/** Findings in other texts, which are prose as a whole. @param {string} text @returns {Finding[]} */
function inText(text) {
  const lineAt = (/** @type {number} */ offset) => text.slice(0, offset).split("\n").length;
  return inProse(text, lineAt, 0);
}

/** The replaced words in a file's text, in the order of their lines. @param {string} path @param {string} text @returns {Finding[]} */
export function findReplacedWords(path, text) {
  const found = /\.(?:ts|mjs)$/u.test(path) ? inCode(path, text) : inText(text);
  return found.toSorted((left, right) => left.line - right.line);
}

/** Every file that is checked, relative to the root. @param {string} folder @returns {string[]} */
function filesIn(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name).split(sep).join("/");
    if (GENERATED.has(entry.name) || LEFT_OUT.includes(path) || EXEMPT.includes(path)) return [];
    if (entry.isDirectory()) return filesIn(path);
    return EXTENSIONS.test(entry.name) ? [path] : [];
  });
}

/** Checks the repository, prints each finding, and answers how many there are. */
export function checkWords() {
  let count = 0;
  for (const path of filesIn("")) {
    for (const { line, word, say } of findReplacedWords(path, readFileSync(join(root, path), "utf8"))) {
      count += 1;
      console.error(`${path}:${line}: "${word}" was replaced; say instead: ${say}`);
    }
  }
  return count;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const count = checkWords();
  if (count > 0) console.error(`${count} replaced words; scripts/replaced-words.mjs lists them all`);
  process.exitCode = count > 0 ? 1 : 0;
}
