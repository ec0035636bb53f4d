import { expect, test } from "vitest";

import { pairFiles } from "./pair-files";

const file = (name: string) => new File(["x"], name);

function pairs(...names: string[]) {
  return pairFiles(names.map(file)).pairs.map((pair) => [pair.file.name, pair.index?.name]);
}

test("an index goes with the model whose name it holds", () => {
  const index = "added_IVF9_Flat_nprobe_1_anna_v2.index";
  expect(pairs("ben.pth", "anna.pth", index)).toEqual([
    ["ben.pth", undefined],
    ["anna.pth", index],
  ]);
});

test("the longer of two fitting names wins", () => {
  const index = "added_IVF9_Flat_nprobe_1_anna2_v2.index";
  expect(pairs("anna.pth", "anna2.pth", index)).toEqual([
    ["anna.pth", undefined],
    ["anna2.pth", index],
  ]);
});

test("a lone index goes with a lone model", () => {
  expect(pairs("anna.pth", "added.index")).toEqual([["anna.pth", "added.index"]]);
});

test("the index of the training stage is left out", () => {
  expect(pairs("anna.pth", "trained_IVF9_anna.index")).toEqual([["anna.pth", undefined]]);
});

test("a zip is a model by itself", () => {
  expect(pairs("anna.zip")).toEqual([["anna.zip", undefined]]);
});

test.each([
  ["an index that fits no model", ["ben.pth", "cleo.pth", "added_anna.index"], "added_anna.index", "ownerless"],
  ["an index without any model", ["added_anna.index"], "added_anna.index", "ownerless"],
  ["a second index of one model", ["anna.pth", "added_1_anna.index", "added_2_anna.index"], "added_2_anna.index", "spare"],
  ["an index of the training stage", ["anna.pth", "trained_IVF9_anna.index"], "trained_IVF9_anna.index", "stage"],
  ["a file of another kind", ["anna.pth", "notes.txt"], "notes.txt", "kind"],
])("%s is told of with the reason", (_, names, name, reason) => {
  expect(pairFiles(names.map(file)).leftOut).toEqual([{ name, reason }]);
});

test("of files that all belong together, none is left out", () => {
  expect(pairFiles(["anna.pth", "added_anna.index", "ben.zip"].map(file)).leftOut).toEqual([]);
});

test.each(["anna.pt", "anna.safetensors"])("%s is a model as a .pth is", (name) => {
  expect(pairs(name, "added_anna.index")).toEqual([[name, "added_anna.index"]]);
});
