import type { ErrorWords, Facts } from "../facts";

import { counted } from "./plural";

/** `1 minute`, `3 minutes`. */
const countOf = (facts: Facts, name: string, noun: string) => counted(facts.amount(name), noun);

/** For each of the server's error codes: what happened, and what to do about it. */
export const errors: Record<string, ErrorWords> = {
  offline: { what: "The server cannot be reached.", todo: "Check that it is running, then try again." },
  unexpected_answer: { what: "The server sent an unexpected answer.", todo: "Reload the page, then try again." },
  bad_request: { what: "The server did not understand this request.", todo: "Reload the page, then try again." },
  method_not_allowed: { what: "The server does not know this request.", todo: "Reload the page, then try again." },
  not_found: {
    what: "Not found.",
    todo: "It may have been deleted or renamed. Please check the library.",
    kinds: {
      model: { what: "This model no longer exists.", todo: "Choose another one in the library." },
      song: { what: "This song is no longer on the server.", todo: "Add it again." },
      cover: { what: "This cover no longer exists.", todo: "Please check the library." },
      stem: { what: "This track no longer exists.", todo: "Cover the song again to get it back." },
      sample: { what: "This sample no longer exists.", todo: "Listen to a sample from another epoch." },
      job: { what: "This job no longer exists.", todo: "Please check the library." },
      preview: { what: "This preview no longer exists.", todo: "Make the preview again." },
      library: { what: "You have no library yet.", todo: "Make a model or a cover first." },
      file: { what: "This file is no longer on the server.", todo: "Please check the library." },
    },
  },
  name_taken: { what: "This name is taken.", todo: "Choose another." },
  invalid_name: {
    what: "This name cannot be used.",
    todo: "Keep it within 60 characters, without special characters or a leading dot.",
  },
  consent_required: { what: "The right to use this voice is not confirmed.", todo: "Tick the box." },
  no_files: { what: "There is no file.", todo: "Choose one." },
  too_many_files: {
    what: "There are too many recordings.",
    todo: "Choose fewer.",
    kinds: { recordings: (facts) => ({ what: `A training takes ${facts.amount("limit")} recordings at most.` }) },
  },
  too_large: {
    what: "This is larger than allowed.",
    todo: "Try a smaller file.",
    kinds: {
      file_size: (facts) => ({
        what: `The file is too large. This server accepts up to ${facts.amount("limit_mb")} MB.`,
        todo: "Split it, or save it as MP3 to make it smaller.",
      }),
      audio_length: (facts) => ({
        what: `The sound is too long. This server accepts up to ${countOf(facts, "limit_minutes", "minute")}.`,
        todo: "Cut out the part you need.",
      }),
      storage: (facts) => ({
        what: `The server's storage limit (${facts.amount("limit_gb")} GB) is reached.`,
        todo: "Delete models and covers you no longer need from the library, then try again.",
      }),
    },
  },
  unsupported_media_type: { what: "This format cannot be used.", todo: "Try WAV or MP3." },
  requested_range_not_satisfiable: { what: "This part of the sound does not exist.", todo: "Reload the page, then listen again." },
  too_many_requests: { what: "Too many requests.", todo: "Try again in about a minute." },
  queue_full: { what: "The queue is full.", todo: "Try again once earlier jobs are done." },
  database_busy: { what: "The server is busy saving.", todo: "Try again in a few seconds." },
  disk_full: {
    what: "The server is out of disk space.",
    todo: "Delete models and covers you no longer need from the library, then try again.",
  },
  not_resumable: { what: "This job cannot be resumed.", todo: "Start over." },
  model_in_use: { what: "This model is being trained.", todo: "Stop the training first." },
  song_in_use: { what: "A cover of this song is being made.", todo: "Stop it, or wait until it is done." },
  still_stopping: { what: "A job is still stopping.", todo: "Try again in a moment." },
  invalid_library_key: { what: "No library has this key.", todo: "Check that all of the key was copied." },
  login_required: { what: "This server requires a password.", todo: "Open the page again and enter it." },
  wrong_password: { what: "The password is wrong.", todo: "Enter it again." },
  request_timeout: {
    what: "The upload stopped arriving.",
    todo: "Check the connection and try again.",
  },
  foreign_origin: {
    what: "The request came from another address and was refused.",
    todo: "Open the page again at this server's own address.",
    kinds: {
      other_host: (facts) => ({
        what: `The page was opened at ${facts.text("origin")}, but the request reached the server as ${facts.text("host")}.`,
        todo: "Open it at the server's own address. If there is a proxy, it must pass on the Host header.",
      }),
    },
  },
  invalid_setting: {
    what: "This value cannot be used.",
    todo: "Choose another one.",
    kinds: {
      out_of_range: (facts) => ({ todo: `Choose a value from ${facts.amount("low")} to ${facts.amount("high")}.` }),
      not_a_choice: (facts) => ({ todo: `Choose one of: ${facts.text("choices")}.` }),
      not_an_integer: { todo: "Enter a whole number." },
      empty: { todo: "Choose at least one." },
    },
  },
  method_unavailable: {
    what: "This computer cannot use that method.",
    todo: 'Choose another one, or leave it at "Automatic".',
  },
  invalid_audio: { what: "This sound cannot be used.", todo: "Save it as WAV or MP3 and add it again." },
  audio_undecodable: {
    what: "No sound could be read from this file.",
    todo: "Save it as WAV or MP3 and add it again.",
    kinds: {
      missing: { what: "The file is no longer on the server.", todo: "Add it again." },
      unreadable: { what: "The server could not open this file.", todo: "Add it again." },
      empty: { what: "The file is empty (0 bytes).", todo: "Add another file." },
      not_sound: { what: "This is not a sound file.", todo: "Add a WAV, MP3, FLAC, OGG or M4A file." },
      no_sound: { what: "This file contains no sound.", todo: "Add another file." },
      damaged: { what: "The file is damaged or cut short.", todo: "Save or download it again, then add it." },
      cut_short: (facts) => ({
        what: `The file is cut short: ${countOf(facts, "seconds", "second")} missing at the end.`,
        todo: "Save or download it again, then add it.",
      }),
      implausible: (facts) => ({
        what: `Files with ${countOf(facts, "channels", "channel")} at ${facts.amount("sample_rate")} Hz cannot be used.`,
        todo: "Save it as stereo at 48,000 Hz and add it again.",
      }),
      too_long: (facts) => ({
        what: `The sound is too long. Up to ${countOf(facts, "limit_hours", "hour")} can be used.`,
        todo: "Cut out the part you need.",
      }),
      too_many_samples: (facts) => ({
        what: `The sound does not fit into memory. Up to ${countOf(facts, "limit_minutes", "minute")} of such a file can be used.`,
        todo: "Split it, or save it as stereo at 48,000 Hz.",
      }),
    },
  },
  audio_too_short: {
    what: "The sound is too short.",
    todo: "Add a longer file.",
    kinds: {
      shorter_than: (facts) => ({
        what: `The sound is too short (${countOf(facts, "seconds", "second")}).`,
        todo: `Add a file of at least ${countOf(facts, "least_seconds", "second")}.`,
      }),
    },
  },
  audio_silent: {
    what: "This file is silent.",
    todo: "Listen to it: was the microphone on?",
    kinds: {
      below_db: (facts) => ({ what: `This file is silent: its loudest moment is at ${facts.amount("loudest_db")} dB.` }),
    },
  },
  invalid_checkpoint: { what: "This model file cannot be used.", todo: "Upload another one." },
  checkpoint_not_found: {
    what: "There is no model file (.pth) in it.",
    todo: "Upload an archive with a .pth.",
    kinds: {
      missing: { what: "The file is no longer on the server.", todo: "Upload it again." },
      no_model: { what: "There is no model in the folder." },
      no_pth: { what: "There is no model file (.pth) in the archive." },
    },
  },
  checkpoint_incompatible: {
    what: "This is not an RVC vocal model.",
    todo: "Upload the small .pth that a training exports.",
    kinds: {
      discriminator: { what: "This is the discriminator of a training (D_….pth), which cannot sing." },
      so_vits_svc: { what: "This is a so-vits-svc model." },
      gpt_sovits: { what: "This is a GPT-SoVITS model." },
      ddsp_svc: { what: "This is a DDSP-SVC model." },
      beatrice: { what: "This is a Beatrice model." },
      refinegan: { what: "This model needs the RefineGAN vocoder, which is not supported." },
      mrf_hifigan: { what: "This model needs the MRF HiFi-GAN vocoder, which is not supported." },
      voras: { what: "This is a VoRAS model." },
      ddpn08: { what: "This model was made by ddPn08's rvc-webui, in a different format." },
      rmvpe: { what: "These are RMVPE pitch weights.", todo: "Put them into the server's pretrained folder." },
      hubert: { what: "This is a HuBERT content encoder.", todo: "Put it into the server's pretrained folder." },
      bare_weights: { what: "These are a generator's weights without their config." },
      other_checkpoint: { what: "This is another program's training checkpoint." },
      other_voice_model: { what: "This is another program's voice model." },
      other_vocoder: { what: "This model needs a vocoder that is not supported." },
      unknown_checkpoint: { what: "This is an unknown kind of checkpoint." },
      zip: { what: "This archive contains no model." },
      index: { what: "This is an index.", todo: "Upload it together with its model (.pth)." },
      sound: { what: "This is a sound file." },
      picture: { what: "This is a picture." },
      git_lfs: {
        what: "This is a Git LFS pointer without the content.",
        todo: "Download the file itself and upload that.",
      },
      web_page: {
        what: "This is a web page saved under that name.",
        todo: "Download the file itself and upload that.",
      },
      rar: { what: "This is a RAR archive.", todo: "Unpack it, pack it as ZIP, and upload that." },
      seven_zip: { what: "This is a 7-Zip archive.", todo: "Unpack it, pack it as ZIP, and upload that." },
      gzip: { what: "This is a gzip archive.", todo: "Unpack it, pack it as ZIP, and upload that." },
      old_tar: { what: "This is an old PyTorch format.", todo: "Save it again with a newer PyTorch and upload that." },
      numpy: { what: "This is a NumPy array." },
      onnx: { what: "This is a model exported to ONNX." },
      pickle: { what: "This is a pickle that PyTorch did not write." },
      text: { what: "This is a text file." },
      empty: { what: "This file is empty (0 bytes)." },
      unknown_file: { what: "This is an unknown kind of file." },
      damaged: { what: "This file is damaged or cut short.", todo: "Download it again and upload that." },
      password: {
        what: "This archive is locked with a password.",
        todo: "Pack it without a password and upload that.",
      },
      packing: {
        what: "This archive is packed in an unusual way.",
        todo: "Pack it as an ordinary ZIP and upload that.",
      },
      no_config: { what: "This model has no config.", todo: "Export the model again and upload that." },
      wrong_config: { what: "This model's config is wrong." },
      wrong_tensors: { what: "Some of this model's weights are missing or do not fit." },
      not_tensors: { what: "This file contains no model weights." },
      not_finite: {
        what: "The training of this model diverged, so it cannot be used.",
        todo: "Upload a model saved before that.",
      },
      big_endian: { what: "This file was written on a big-endian machine." },
    },
  },
  checkpoint_unsafe: {
    what: "This file contains code or is built to do harm, so it was not opened.",
    todo: "Download it again from a source you trust.",
    kinds: {
      torchscript: { what: "This is a TorchScript file, which contains code, so it was not opened." },
      code: { what: "This file contains code, so it was not opened." },
      bomb: { what: "This file would unpack to an absurd size, so it was not opened." },
      outside_path: { what: "This archive tries to write outside its folder, so it was not opened." },
      too_large: (facts) => ({ what: `This model file is larger than ${facts.amount("limit_gb")} GB, so it was not opened.` }),
    },
  },
  invalid_index: {
    what: "The index cannot be read or does not fit the model.",
    todo: "Upload the .index that belongs to it, or none.",
    kinds: {
      missing: { what: "The index is no longer on the server." },
      not_an_index: { what: "This is not an index." },
      no_vectors: { what: "This index is empty.", todo: "Upload the .index whose name begins with added." },
      other_content: { what: "This index does not fit the model." },
      damaged: { what: "This index is damaged or cut short.", todo: "Download it again and upload that." },
    },
  },
  device_error: { what: "The device had an error.", todo: "Restart the server, then try again." },
  device_unavailable: {
    what: "The chosen device cannot be used.",
    todo: "Check the GPU's driver, or use the CPU.",
  },
  out_of_memory: {
    what: "Out of memory.",
    todo: "In the advanced settings, lower the batch size or choose the compact size; or use shorter files.",
    kinds: {
      machine: (facts) => ({
        what: `${facts.amount("minutes")} minutes of sound take about ${facts.amount("needed_gb")} GB of memory, but this server has ${facts.amount("machine_gb")} GB.`,
        todo: "Use a shorter file.",
      }),
    },
  },
  training_failed: { what: "The training cannot continue.", todo: "Try other recordings or settings." },
  empty_dataset: {
    what: "No usable stretch of voice was found.",
    todo: "Add more than a minute of clear speech or singing from a quiet place.",
    kinds: {
      no_slices: (facts) => ({ what: `No stretch of voice of at least ${countOf(facts, "seconds", "second")} was found.` }),
    },
  },
  training_diverged: {
    what: "The training diverged. The last good model is kept.",
    todo: "Resuming starts from there. If it happens again, try another batch size.",
  },
  worker_killed: {
    what: "The work was killed from outside, most likely because memory ran out.",
    todo: "Close other programs, or try again with a smaller batch size or shorter files.",
  },
  worker_crashed: {
    what: "The worker process ended unexpectedly. Saved progress is kept.",
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
    what: "The server stopped several times during this job. Saved progress is kept.",
    todo: "Try again once the server is stable.",
  },
  cancelled: { what: "Stopped.", todo: "Start it again if you like." },
  internal_error: {
    what: "The server had an unexpected error.",
    todo: "Try again; if it happens again, look at the server's log.",
  },
  engine_error: {
    what: "The audio engine had an error.",
    todo: "Try again; if it happens again, look at the server's log.",
  },
};

/** Codes that mean something else when a job fails: they are about the server's files, not an uploaded one. */
export const jobErrors: Record<string, ErrorWords> = {
  checkpoint_not_found: {
    what: "Weights or a model that this needs are not on the server.",
    todo: 'Check the weights in the library, or try again with the advanced settings at "Automatic".',
  },
  checkpoint_incompatible: {
    what: "Weights or a model on the server do not fit this job.",
    todo: 'Start over with the advanced settings at "Automatic".',
  },
  invalid_setting: {
    what: "This does not work with these settings.",
    todo: 'Try again with the advanced settings at "Automatic".',
  },
};

/** Good to know, but nothing that stops a job. */
export const warnings: Record<string, (facts: Facts) => string> = {
  batch_halved: (facts) => `Memory ran short, so the training continues with a batch size of ${facts.amount("batch_size")}.`,
  content_not_finite: () => "Some stretches could not be read and were left out.",
  graph_unavailable: () => "This GPU cannot use CUDA graphs, so the training continues a little slower.",
  gpu_unused: () => "The GPU cannot be used, so the work continues on the CPU. Check the GPU's driver.",
  index_left_out: (facts) => `${facts.text("member")}: this index cannot be used and was left out.`,
  model_left_out: (facts) => `${facts.text("member")}: left out, because another model was chosen.`,
  model_refused: (facts) => `${facts.text("member")}: this file cannot be used and was left out.`,
  index_missing: () => "There is no index, so more of the singer's accent remains.",
  index_unusable: () => "The index cannot be used and is ignored.",
  no_voice_found: () => "Hardly any singing was found, so the cover may sound odd.",
  pretrained_weights: () => "Some weight files are not the known ones. Check the weights in the library.",
  channels_opposed: () => "The channels cancel each other out, as from a balanced cable, so one of them was turned over.",
  wav_size_unknown: () => "The file does not tell its length, as after an interrupted recording. It was read to its end.",
  recording_partly_unused: (facts) => `${facts.amount("percent")} % of it left out, much quieter than the rest.`,
  recording_unused: () => "No part of it could be used.",
  shift_unused: () => "This model has no pitch control, so the pitch shift is ignored.",
  slices_silent: (facts) => `${countOf(facts, "count", "silent part")} left out.`,
  slices_too_short: (facts) => `${countOf(facts, "count", "part")} left out as too short.`,
};
