import type { ko } from "../ko";

/** For each of the server's error words: what happened, and what to do about it. */
export const errors: typeof ko.errors = {
  offline: { what: "The server cannot be reached.", todo: "Check that it is running, then try again." },
  unexpected_answer: { what: "The server's answer made no sense.", todo: "Reload the page, then try again." },
  bad_request: { what: "The server did not understand this request.", todo: "Reload the page, then try again." },
  method_not_allowed: { what: "The server does not know this request.", todo: "Reload the page, then try again." },
  not_found: { what: "Not found.", todo: "It may have been deleted or renamed: look into the library." },
  name_taken: { what: "This name is taken.", todo: "Choose another." },
  invalid_name: {
    what: "This name cannot be used.",
    todo: "Keep it within 60 characters, without special characters or a leading dot.",
  },
  consent_required: { what: "The right to use this voice is not confirmed.", todo: "Tick the box." },
  no_files: { what: "There is no file.", todo: "Choose one." },
  too_many_files: { what: "These are too many recordings.", todo: "Choose five at most." },
  too_large: { what: "This is larger than allowed.", todo: "Try a smaller file." },
  unsupported_media_type: { what: "This format cannot be used.", todo: "Try WAV or MP3." },
  requested_range_not_satisfiable: { what: "There is no such part of the sound.", todo: "Reload the page, then listen again." },
  too_many_requests: { what: "Too many requests.", todo: "Try again in about a minute." },
  queue_full: { what: "The queue is full.", todo: "Try again once earlier jobs are through." },
  disk_full: {
    what: "The server is out of disk space.",
    todo: "Delete models and covers you no longer need from the library, then try again.",
  },
  not_resumable: { what: "This job cannot be gone on with.", todo: "Start over." },
  model_in_use: { what: "This model is being trained.", todo: "Stop the training first." },
  song_in_use: { what: "A cover of this song is being made.", todo: "Stop it, or wait for its end." },
  still_stopping: { what: "A job is still stopping.", todo: "Try again in a moment." },
  invalid_library_key: { what: "No library has this key.", todo: "Check that all of the key was copied." },
  login_required: { what: "This server wants a password.", todo: "Open the page again and enter it." },
  wrong_password: { what: "The password is wrong.", todo: "Enter it again." },
  foreign_origin: {
    what: "The request came from another address and was refused.",
    todo: "Open the page again at this server's own address.",
  },
  invalid_setting: { what: "This value cannot be used.", todo: "Choose another." },
  method_unavailable: {
    what: "This computer cannot use that method.",
    todo: 'Choose another one, or leave it at "Automatic".',
  },
  invalid_audio: { what: "This sound cannot be used.", todo: "Save it as WAV or MP3 and add it again." },
  audio_undecodable: {
    what: "No sound could be read from this file.",
    todo: "Save it as WAV or MP3 and add it again.",
  },
  audio_too_short: { what: "The sound is too short.", todo: "Add a longer file." },
  audio_silent: { what: "There is nothing to hear in this file.", todo: "Listen to it: was the microphone on?" },
  invalid_checkpoint: { what: "This model file cannot be used.", todo: "Upload another one." },
  checkpoint_not_found: {
    what: "There is no model file (.pth) in it.",
    todo: "Upload an archive that holds a .pth.",
  },
  checkpoint_incompatible: {
    what: "This is not an RVC vocal model.",
    todo: "Upload the small .pth that a training exports.",
  },
  checkpoint_unsafe: {
    what: "This file holds code or was built to do harm, so it was not opened.",
    todo: "Get it again from a place you trust.",
  },
  invalid_index: {
    what: "The index cannot be read or does not fit the model.",
    todo: "Upload the .index that belongs to it, or none.",
  },
  device_error: { what: "The device had an error.", todo: "Restart the server, then try again." },
  device_unavailable: {
    what: "The chosen device cannot be used.",
    todo: "Check the GPU's driver, or use the CPU.",
  },
  out_of_memory: {
    what: "Out of memory.",
    todo: "In the advanced settings, lower the batch size or choose the compact size; or use shorter files.",
  },
  training_failed: { what: "The training cannot go on.", todo: "Try other recordings or settings." },
  empty_dataset: {
    what: "No usable stretch of voice was found.",
    todo: "Add more than a minute of clear speech or singing from a quiet place.",
  },
  training_diverged: {
    what: "The training went astray. The last good model is kept.",
    todo: "Going on starts from there. If it happens again, try another batch size.",
  },
  worker_killed: {
    what: "The work was killed from outside, most likely because memory ran out.",
    todo: "Close other programs, or try again with a smaller batch size or shorter files.",
  },
  worker_crashed: {
    what: "The working program ended suddenly. What was saved is kept.",
    todo: "Try again; if it ends again, lower the batch size.",
  },
  worker_not_started: {
    what: "The server could not start the program that does the work.",
    todo: "Close other programs on the server's machine, then try again.",
  },
  file_error: {
    what: "The server could not read or write a file.",
    todo: "Check the server's disk space and folder permissions, then try again.",
  },
  interrupted_too_often: {
    what: "The server went down several times during this job. What was saved is kept.",
    todo: "Try again once the server is stable.",
  },
  cancelled: { what: "Stopped.", todo: "Start it again if you like." },
  internal_error: {
    what: "The server had an unexpected error.",
    todo: "Try again; if it happens again, look at the server's log.",
  },
  engine_error: {
    what: "The sound engine had an error.",
    todo: "Try again; if it happens again, look at the server's log.",
  },
};

/** Words that mean something else as the end of a job: about the server's files, not an uploaded one. */
export const jobErrors: typeof ko.jobErrors = {
  checkpoint_not_found: {
    what: "Weights or a model that this needs are not on the server.",
    todo: 'Look at the weights in the library, or try again with the advanced settings at "Automatic".',
  },
  checkpoint_incompatible: {
    what: "Weights or a model on the server do not fit this job.",
    todo: 'Start over with the advanced settings at "Automatic".',
  },
  invalid_setting: {
    what: "It cannot be done with these settings.",
    todo: 'Try again with the advanced settings at "Automatic".',
  },
};

/** For each limit named in the server's words, what is too much. */
export const limits: typeof ko.limits = {
  PERSONA_MAX_FILE_MB: {
    what: "The file is larger than this server takes.",
    todo: "Split it, or make it smaller as MP3.",
  },
  PERSONA_MAX_AUDIO_MINUTES: {
    what: "The sound is longer than this server takes.",
    todo: "Cut out the part you need.",
  },
  PERSONA_MAX_DISK_GB: {
    what: "This server keeps as much as it may.",
    todo: "Delete models and covers you no longer need from the library, then try again.",
  },
};

/** What the server's words say is not there. */
export const missing: typeof ko.missing = {
  model: { what: "This model is gone.", todo: "Choose another one in the library." },
  song: { what: "This song is no longer on the server.", todo: "Add it again." },
  cover: { what: "This cover is gone.", todo: "Look into the library." },
  stem: { what: "This track is gone.", todo: "Cover the song again to have it." },
};

/** What does not stop a job, but is good to know; the number is of places, or a size, from the server's words. */
export const warnings: typeof ko.warnings = {
  batch_halved: (size) => `Memory was short, so it goes on with batches of ${size}.`,
  content_not_finite: () => "Some stretches could not be read and were left out.",
  graph_unavailable: () => "The GPU cannot replay whole steps, so the training goes on, only slower.",
  gpu_unused: () => "The GPU cannot be used, so it goes on with the CPU. Check the GPU's driver.",
  index_missing: () => "There is no index, so the accent stays as sung.",
  index_unusable: () => "The index cannot be used and is left out.",
  no_voice_found: () => "Hardly any singing was found, so the cover may sound odd.",
  pretrained_weights: () => "Some weights are not as they are known. Look at the weights in the library.",
  recording_unused: () => "No part of it could be used.",
  shift_unused: () => "This model has no pitch control, so the pitch shift is left out.",
  slices_silent: (count) => `Silent stretches left out: ${count}.`,
  slices_too_short: (count) => `Stretches left out as too short: ${count}.`,
};
