// Reads a tail with a public SSE client for as long as it lives, through as many reconnects as it
// takes, and prints the data of every message: node read-events.js <client> <url> <api key>
const [client, url, key] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${key}` };

async function open() {
  if (client === "eventsource") {
    const { EventSource } = await import("eventsource");
    return new EventSource(url, {
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
    });
  }
  const { default: EventSource } = await import("eventsource2");
  return new EventSource(url, { headers });
}

const source = await open();
// eventsource 5 lets node exit while it waits to reconnect.
setInterval(() => {}, 1000);
source.onmessage = (event) => {
  process.stdout.write(`${event.data}\n`);
};
// A server that is down or starting again must not make a conforming client give up.
source.onerror = (event) => {
  if (source.readyState === 2) {
    console.error(`the client has given up: ${event.message ?? event.status ?? ""}`);
    process.exit(1);
  }
};
