import { useQuery } from "@tanstack/react-query";

/** Parts of a page that each ask the server for one thing; every asking is noted by its name in `asked`. */
export function Askers({ names, asked }: { names: string[]; asked: string[] }) {
  return names.map((name) => <Asker key={name} name={name} asked={asked} />);
}

function Asker({ name, asked }: { name: string; asked: string[] }) {
  useQuery({ queryKey: [name], queryFn: () => asked.push(name) });
  return null;
}
