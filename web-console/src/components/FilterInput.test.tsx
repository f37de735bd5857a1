import { MantineProvider } from "@mantine/core";
import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { FilterInput } from "./FilterInput";

it("tells what was typed before it is left, so that nothing comes later", () => {
  const told = vi.fn();
  render(
    <MantineProvider env="test">
      <FilterInput label="Find" placeholder="Name" value="" onChange={told} />
    </MantineProvider>,
  );
  const input = screen.getByLabelText("Find");
  fireEvent.focus(input);
  fireEvent.change(input, { target: { value: "bil " } });
  expect(told).not.toHaveBeenCalled();
  fireEvent.blur(input);
  expect(told).toHaveBeenCalledExactlyOnceWith("bil");
});
