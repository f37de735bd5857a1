export interface ServerEvent {
  type: string;
  data: string;
  /** The id of this event, or of the last before it that had one. */
  id: string | undefined;
}

/** Reads `text/event-stream` as the HTML standard has it, from pieces that may be torn anywhere. */
export class EventParser {
  /** How long the server wants a client to wait before it comes back. */
  retryMs: number | undefined;
  #line = "";
  #afterCr = false;
  #type = "";
  #data: string[] = [];
  /** It counts when its event is complete. */
  #idSeen: string | undefined;
  #id: string | undefined;

  push(piece: string): ServerEvent[] {
    if (piece === "") return [];
    // CR and LF of one line break may be torn apart.
    const text = this.#afterCr && piece.startsWith("\n") ? piece.slice(1) : piece;
    this.#afterCr = piece.endsWith("\r");
    const lines = (this.#line + text).split(/\r\n|\r|\n/);
    this.#line = lines.pop() ?? "";
    return lines.flatMap((line) => (line === "" ? this.#dispatch() : this.#field(line)));
  }

  #field(line: string): [] {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + (line[colon + 1] === " " ? 2 : 1));
    if (name === "event") this.#type = value;
    else if (name === "data") this.#data.push(value);
    else if (name === "id" && !value.includes("\0")) this.#idSeen = value;
    else if (name === "retry" && /^\d+$/.test(value)) this.retryMs = Number(value);
    return [];
  }

  #dispatch(): ServerEvent[] {
    const event = { type: this.#type || "message", data: this.#data.join("\n") };
    const empty = this.#data.length === 0;
    this.#id = this.#idSeen;
    this.#type = "";
    this.#data = [];
    return empty ? [] : [{ ...event, id: this.#id }];
  }
}
