export type Kind = "key" | "string" | "number" | "literal" | "mark";

export interface Token {
  kind: Kind;
  text: string;
}

const lexeme =
  /(?<string>"(?:[^"\\]|\\.)*")(?<colon>\s*:)?|(?<number>-?\d[\d.eE+-]*)|(?<literal>true|false|null)|(?<mark>[{}[\],])|\s+/gy;

/**
 * JSON as tokens for showing. Works on the text, so that what is shown is what is stored: a number of thirty digits keeps all of them.
 * The text must be valid JSON.
 */
export function jsonTokens(json: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups } of json.matchAll(lexeme)) {
    if (groups === undefined) continue;
    const { string, colon, number, literal, mark } = groups;
    if (string !== undefined)
      tokens.push({ kind: colon === undefined ? "string" : "key", text: string });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (literal !== undefined) tokens.push({ kind: "literal", text: literal });
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark });
  }
  return tokens;
}

/** The same tokens with white space between them, two blanks a level. */
export function indented(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  let level = 0;
  const newLine = () => `\n${"  ".repeat(level)}`;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    switch (token.text) {
      case "{":
      case "[":
        if (next?.text === "}" || next?.text === "]") {
          out.push(token);
        } else {
          level += 1;
          out.push({ ...token, text: token.text + newLine() });
        }
        break;
      case "}":
      case "]": {
        const empty = tokens[index - 1]?.text === "{" || tokens[index - 1]?.text === "[";
        if (!empty) level -= 1;
        out.push(empty ? token : { ...token, text: newLine() + token.text });
        break;
      }
      case ",":
        out.push({ ...token, text: `,${newLine()}` });
        break;
      default:
        out.push(token);
        if (token.kind === "key") out.push({ kind: "mark", text: ": " });
    }
  });
  return out;
}
