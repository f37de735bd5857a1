// Reads records of a tail with a public SSE client, through as many reconnects as it takes, and
// prints one line {"id","data"} for each: node read-events.mjs <client> <url> <api key> <count>
const [client, url, key, count] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${key}` };

async function open() {
  if (client === 'eventsource') {
    const { EventSource } = await import('eventsource');
    return new EventSource(url, {
      fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }),
    });
  }
  const { default: EventSource } = await import('eventsource2');
  return new EventSource(url, { headers });
}

const source = await open();
let left = Number(count);
// eventsource 5 lets node exit while it waits to reconnect.
setInterval(() => {}, 1000);
source.onmessage = (event) => {
  console.log(JSON.stringify({ id: event.lastEventId, data: JSON.parse(event.data) }));
  if (--left === 0) {
    source.close();
    process.exit(0);
  }
};
source.onerror = () => {
  if (source.readyState === 2) {
    console.error('the client has given up');
    process.exit(1);
  }
};
