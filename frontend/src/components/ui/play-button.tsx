import { useRef, useState } from "react";

import { IconButton } from "./icon-button";

interface PlayButtonProps {
  url: string;
  playLabel: string;
  pauseLabel: string;
}

/** Plays one sound in place; starting it stops any other of the page. */
export function PlayButton({ url, playLabel, pauseLabel }: PlayButtonProps) {
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const toggle = () => {
    if (playing) audio.current?.pause();
    else void audio.current?.play().catch(() => setPlaying(false));
  };
  return (
    <>
      <IconButton
        icon={playing ? "pause" : "play"}
        label={playing ? pauseLabel : playLabel}
        onClick={toggle}
        filled
      />
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- sung sound without known words */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={(event) => {
          setPlaying(true);
          pauseOthers(event.currentTarget);
        }}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
      />
    </>
  );
}

function pauseOthers(playing: HTMLAudioElement): void {
  document.querySelectorAll("audio").forEach((audio) => {
    if (audio !== playing) audio.pause();
  });
}
