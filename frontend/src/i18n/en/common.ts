import type { ko } from "../ko";

/** Words used everywhere. */
export const common: typeof ko.common = {
  appName: "Persona",
  skip: "Skip to the content",
  steps: { label: "Steps", make: "Model", trained: "Cover", covered: "Listen" },
  library: "Library",
  theme: { label: "Theme", system: "Automatic", light: "Light", dark: "Dark" },
  language: "한국어",
  languageLabel: "한국어로 바꾸기",
  loading: "Loading",
  retry: "Try again",
  close: "Close",
  dropped: {
    folder: (name) => `${name} is a folder. Open it and choose the files in it.`,
    onlyOne: (count) => `Only one file fits here, and you dropped ${count}. Choose one of them.`,
  },
  detail: "What the server said",
  unknownError: "Something unexpected went wrong.",
  unknownAdvice: "Try again in a moment. If it happens again, look at the server's log.",
  unknownWarning: "The work goes on, but something wants a look.",
  recording: (position) => `Recording ${position}`,
  unusable: (name, reason) => `${name} (not usable: ${reason})`,
  unusableWeights: "its weights are missing",
  unusablePackage: "not installed",
  unusableHere: "not on this computer",
  notFound: {
    title: "There is no such page",
    hint: "The address has changed or was mistyped.",
    home: "Home",
  },
  crash: {
    title: "The page stopped drawing",
    hint: "Work on the server goes on.",
    reload: "Open it again",
  },
  unfetched: {
    title: "This page could not be loaded",
    hint: "The server is off, or it has a newer page. Check that the server runs, then open the page again.",
    reload: "Open again",
  },
  titles: {
    home: "Make a model",
    training: "Training",
    trained: "Model",
    covering: "Making a cover",
    covered: "Cover",
    library: "Library",
    notFound: "No such page",
  },
};
