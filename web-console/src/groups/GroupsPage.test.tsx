import { screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { json, openConsole, refused } from "../testing/console";

const billing = { name: "billing", state: "stable", members: 2, epoch: 17 };
const page = (items: unknown[], more?: string) =>
  json({ items, total_count: 15_000, next_page_token: more });

describe("groups", () => {
  it("are listed with their state, a page at a time", async () => {
    const { router, requests } = openConsole("/groups", {
      "GET /admin/v1/groups": page([billing], "after-billing"),
    });
    const row = await screen.findByRole("row", { name: /billing/ });
    expect(row.textContent).toContain("stable");
    expect(screen.getByText("15,000")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "Next" }));
    await waitFor(() => {
      expect(router.state.location.search).toMatchObject({ page: "after-billing" });
      expect(requests.some(({ url }) => url.includes("page_token=after-billing"))).toBe(true);
    });
  });

  it("are found by the server, by the beginning of their name and their state", async () => {
    const { requests } = openConsole("/groups?state=empty&prefix=bil", {
      "GET /admin/v1/groups": page([]),
    });
    expect(await screen.findByText("No group matches")).toBeTruthy();
    expect(requests.some(({ url }) => url.includes("name_prefix=bil&state=empty"))).toBe(true);
  });

  it("say what went wrong", async () => {
    openConsole("/groups", {
      "GET /admin/v1/groups": refused(503, "coordinator_loading", "The groups are moving"),
    });
    expect((await screen.findByRole("alert")).textContent).toContain("The groups are moving");
  });
});
