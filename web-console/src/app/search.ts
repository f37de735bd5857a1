type Search = Record<string, unknown>;

/** View state in the URL is plain text: no JSON, no quotes, empty means absent. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Search): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === "string" && value !== "") query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}

/** Keeps the named texts of a search, and nothing else. */
export function texts<Name extends string>(...names: Name[]) {
  return (search: Search): Partial<Record<Name, string>> => {
    const kept: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === "string" && value !== "") kept[name] = value;
    }
    return kept;
  };
}
