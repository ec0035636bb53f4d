const paths = {
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M7 5h3.6v14H7zM13.4 5H17v14h-3.6z",
  download: "M11 4h2v8.2l3.1-3.1 1.4 1.4L12 16l-5.5-5.5 1.4-1.4 3.1 3.1zM5 18h14v2H5z",
  trash: "M9 4h6l1 2h4v2H4V6h4zM6 9h12l-1 11H7z",
  pencil: "M4 16.5 15 5.5l3.5 3.5-11 11H4z",
  close: "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  check: "m9.5 16.2-4-4L4 13.7l5.5 5.5L20 8.7l-1.5-1.5z",
  shelf: "M5 4h3v16H5zM10 4h3v16h-3zM15.2 5l2.9-.8L21 18.8l-2.9.8z",
} as const;

export type IconName = keyof typeof paths;

/** A picture beside or inside something that has words; never the only name of it. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} fill="currentColor" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
