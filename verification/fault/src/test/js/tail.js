// Follows a topic with the `eventsource` package and prints the data of every message, a line each.
import { EventSource } from "eventsource";

const [url, key] = process.argv.slice(2);

function follow(lastEventId) {
  const source = new EventSource(url, {
    fetch: (input, init) => {
      const headers = { ...init.headers, Authorization: `Bearer ${key}` };
      if (lastEventId && !headers["Last-Event-ID"]) {
        headers["Last-Event-ID"] = lastEventId;
      }
      return fetch(input, { ...init, headers });
    },
  });
  source.addEventListener("message", (event) => {
    lastEventId = event.lastEventId;
    process.stdout.write(`${event.data}\n`);
  });
  // A server that is starting again may answer with an error for a moment, and the package then
  // gives up, as the standard tells it to: begin again where the last message left off.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(() => follow(lastEventId), 200);
    }
  });
}

// The package lets node exit while it waits to reconnect.
setInterval(() => {}, 1000);
follow("");
