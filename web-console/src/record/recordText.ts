import type { StreamRecord } from "@millrace/client";

/** The key as one line of text; null when the record has none. */
export function keyText(record: StreamRecord): string | null {
  return record.key ?? (record.key_base64 === undefined ? null : asText(record.key_base64));
}

/** The beginning of the value as one line; null for a tombstone. */
export function valueText(record: StreamRecord, charactersMax: number): string | null {
  if (record.value_text !== undefined) return oneLine(record.value_text.slice(0, charactersMax));
  if (record.value_base64 !== undefined) {
    return oneLine(asText(record.value_base64.slice(0, 4 * charactersMax)).slice(0, charactersMax));
  }
  return record.value === null ? null : JSON.stringify(record.value).slice(0, charactersMax);
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, " ");

function asText(base64: string): string {
  const bytes = decodeBase64(base64);
  return textOf(bytes) ?? base64;
}

export function decodeBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** The bytes as UTF-8, or undefined if they are no text. */
export function textOf(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex -- control characters mean that this is no text
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
