import type { ErrorWords, Facts } from "../facts";

/** 서버가 보내는 오류 코드마다, 무슨 일인지(what)와 어떻게 하면 되는지(todo). */
export const errors: Record<string, ErrorWords> = {
  offline: { what: "서버에 연결할 수 없습니다.", todo: "서버가 켜져 있는지 확인한 뒤 다시 시도해 주세요." },
  unexpected_answer: {
    what: "서버의 응답을 이해하지 못했습니다.",
    todo: "페이지를 새로 고친 뒤 다시 시도해 주세요.",
  },
  bad_request: { what: "서버가 이 요청을 이해하지 못했습니다.", todo: "페이지를 새로 고친 뒤 다시 시도해 주세요." },
  method_not_allowed: { what: "서버가 지원하지 않는 요청입니다.", todo: "페이지를 새로 고친 뒤 다시 시도해 주세요." },
  not_found: {
    what: "찾을 수 없습니다.",
    todo: "지워졌거나 이름이 바뀌었을 수 있습니다. 보관함을 확인해 주세요.",
    kinds: {
      model: { what: "이 모델은 이제 없습니다.", todo: "보관함에서 다른 모델을 골라 주세요." },
      song: { what: "이 노래는 이제 서버에 없습니다.", todo: "노래를 다시 올려 주세요." },
      cover: { what: "이 커버는 이제 없습니다.", todo: "보관함을 확인해 주세요." },
      stem: { what: "이 트랙은 이제 없습니다.", todo: "노래를 다시 커버하면 생깁니다." },
      sample: { what: "이 샘플은 이제 없습니다.", todo: "다른 에포크의 샘플을 들어 보세요." },
      job: { what: "이 작업은 이제 없습니다.", todo: "보관함을 확인해 주세요." },
      preview: { what: "이 미리듣기는 이제 없습니다.", todo: "미리듣기를 다시 시도해 주세요." },
      library: { what: "아직 보관함이 없습니다.", todo: "모델이나 커버를 먼저 만들어 주세요." },
      file: { what: "파일이 이제 서버에 없습니다.", todo: "보관함을 확인해 주세요." },
    },
  },
  name_taken: { what: "이미 쓰고 있는 이름입니다.", todo: "다른 이름을 입력해 주세요." },
  invalid_name: {
    what: "쓸 수 없는 이름입니다.",
    todo: "60자 안에서, 특수 문자나 맨 앞의 점 없이 입력해 주세요.",
  },
  consent_required: { what: "목소리를 쓸 권리를 확인하지 않았습니다.", todo: "확인란에 표시해 주세요." },
  no_files: { what: "파일이 없습니다.", todo: "파일을 골라 주세요." },
  too_many_files: {
    what: "녹음이 너무 많습니다.",
    todo: "더 적게 골라 주세요.",
    kinds: { recordings: (facts) => ({ what: `한 번에 녹음 ${facts.amount("limit")}개까지 학습할 수 있습니다.` }) },
  },
  too_large: {
    what: "허용된 크기를 넘었습니다.",
    todo: "더 작은 파일로 다시 시도해 주세요.",
    kinds: {
      file_size: (facts) => ({
        what: `파일이 너무 큽니다. 이 서버는 ${facts.amount("limit_mb")} MB까지 받습니다.`,
        todo: "나누거나 MP3로 줄여 올려 주세요.",
      }),
      audio_length: (facts) => ({
        what: `소리가 너무 깁니다. 이 서버는 ${facts.amount("limit_minutes")}분까지 받습니다.`,
        todo: "필요한 부분만 잘라 올려 주세요.",
      }),
      storage: (facts) => ({
        what: `이 서버의 저장 한도(${facts.amount("limit_gb")} GB)가 찼습니다.`,
        todo: "보관함에서 쓰지 않는 모델과 커버를 지운 뒤 다시 시도해 주세요.",
      }),
    },
  },
  unsupported_media_type: { what: "쓸 수 없는 형식입니다.", todo: "WAV나 MP3로 다시 시도해 주세요." },
  requested_range_not_satisfiable: { what: "소리의 그 부분은 없습니다.", todo: "페이지를 새로 고친 뒤 다시 들어 주세요." },
  too_many_requests: { what: "요청이 너무 잦습니다.", todo: "1분쯤 뒤에 다시 시도해 주세요." },
  queue_full: { what: "대기열이 가득 찼습니다.", todo: "먼저 온 작업이 끝난 뒤에 다시 시도해 주세요." },
  database_busy: { what: "서버가 저장하느라 바쁩니다.", todo: "몇 초 뒤에 다시 시도해 주세요." },
  disk_full: {
    what: "서버의 저장 공간이 부족합니다.",
    todo: "보관함에서 쓰지 않는 모델과 커버를 지운 뒤 다시 시도해 주세요.",
  },
  not_resumable: { what: "이 작업은 이어서 할 수 없습니다.", todo: "처음부터 다시 시작해 주세요." },
  model_in_use: { what: "이 모델은 학습 중입니다.", todo: "학습을 멈춘 뒤 다시 시도해 주세요." },
  song_in_use: { what: "이 노래로 커버를 만드는 중입니다.", todo: "커버를 멈추거나 끝날 때까지 기다려 주세요." },
  still_stopping: { what: "작업이 아직 멈추는 중입니다.", todo: "잠시 뒤에 다시 시도해 주세요." },
  invalid_library_key: { what: "맞지 않는 키입니다.", todo: "키를 처음부터 끝까지 복사했는지 확인해 주세요." },
  login_required: { what: "이 서버에는 비밀번호가 필요합니다.", todo: "페이지를 다시 열어 비밀번호를 입력해 주세요." },
  wrong_password: { what: "비밀번호가 맞지 않습니다.", todo: "다시 입력해 주세요." },
  request_timeout: {
    what: "업로드가 중간에 멈췄습니다.",
    todo: "연결을 확인한 뒤 다시 시도해 주세요.",
  },
  foreign_origin: {
    what: "다른 주소에서 온 요청이라 받지 않았습니다.",
    todo: "이 서버의 주소로 페이지를 다시 열어 주세요.",
    kinds: {
      other_host: (facts) => ({
        what: `페이지는 ${facts.text("origin")}에서 열렸지만 요청은 ${facts.text("host")}(으)로 왔습니다.`,
        todo: "이 서버의 주소로 열어 주세요. 프록시를 쓴다면 Host 헤더를 그대로 전달해야 합니다.",
      }),
    },
  },
  invalid_setting: {
    what: "쓸 수 없는 값입니다.",
    todo: "다른 값으로 바꿔 주세요.",
    kinds: {
      out_of_range: (facts) => ({ todo: `${facts.amount("low")}에서 ${facts.amount("high")} 사이로 정해 주세요.` }),
      not_a_choice: (facts) => ({ todo: `다음 중에서 골라 주세요: ${facts.text("choices")}.` }),
      not_an_integer: { todo: "정수로 입력해 주세요." },
      empty: { todo: "하나 이상 골라 주세요." },
    },
  },
  method_unavailable: {
    what: "이 컴퓨터에서 쓸 수 없는 방식입니다.",
    todo: "다른 방식을 고르거나 '자동'으로 두세요.",
  },
  invalid_audio: { what: "이 소리는 쓸 수 없습니다.", todo: "WAV나 MP3로 다시 저장해 올려 주세요." },
  audio_undecodable: {
    what: "소리를 읽을 수 없는 파일입니다.",
    todo: "WAV나 MP3로 다시 저장해 올려 주세요.",
    kinds: {
      missing: { what: "파일이 이제 서버에 없습니다.", todo: "다시 올려 주세요." },
      unreadable: { what: "서버가 이 파일을 열지 못했습니다.", todo: "다시 올려 주세요." },
      empty: { what: "빈 파일입니다(0바이트).", todo: "다른 파일을 올려 주세요." },
      not_sound: { what: "소리 파일이 아닙니다.", todo: "WAV, MP3, FLAC, OGG, M4A 파일을 올려 주세요." },
      no_sound: { what: "소리가 들어 있지 않은 파일입니다.", todo: "다른 파일을 올려 주세요." },
      damaged: { what: "손상되었거나 중간에 끊긴 파일입니다.", todo: "다시 저장하거나 내려받아 올려 주세요." },
      cut_short: (facts) => ({
        what: `중간에 끊긴 파일입니다. 끝의 ${facts.amount("seconds")}초가 없습니다.`,
        todo: "다시 저장하거나 내려받아 올려 주세요.",
      }),
      implausible: (facts) => ({
        what: `채널 ${facts.amount("channels")}개, ${facts.amount("sample_rate")} Hz인 파일은 쓸 수 없습니다.`,
        todo: "48,000 Hz 스테레오로 다시 저장해 올려 주세요.",
      }),
      too_long: (facts) => ({
        what: `소리가 너무 깁니다. ${facts.amount("limit_hours")}시간까지 쓸 수 있습니다.`,
        todo: "필요한 부분만 잘라 올려 주세요.",
      }),
      too_many_samples: (facts) => ({
        what: `메모리에 담기에 너무 큰 소리입니다. 이런 파일은 ${facts.amount("limit_minutes")}분까지 쓸 수 있습니다.`,
        todo: "나누거나 48,000 Hz 스테레오로 다시 저장해 올려 주세요.",
      }),
    },
  },
  audio_too_short: {
    what: "소리가 너무 짧습니다.",
    todo: "더 긴 파일을 올려 주세요.",
    kinds: {
      shorter_than: (facts) => ({
        what: `소리가 ${facts.amount("seconds")}초로 너무 짧습니다.`,
        todo: `${facts.amount("least_seconds")}초 이상인 파일을 올려 주세요.`,
      }),
    },
  },
  audio_silent: {
    what: "소리가 없는 파일입니다.",
    todo: "마이크가 켜져 있었는지 들어 보고 다시 올려 주세요.",
    kinds: {
      below_db: (facts) => ({ what: `소리가 거의 없는 파일입니다. 가장 큰 소리가 ${facts.amount("loudest_db")} dB입니다.` }),
    },
  },
  invalid_checkpoint: { what: "이 모델 파일은 쓸 수 없습니다.", todo: "다른 모델 파일을 올려 주세요." },
  checkpoint_not_found: {
    what: "모델 파일(.pth)이 들어 있지 않습니다.",
    todo: ".pth가 든 압축 파일을 올려 주세요.",
    kinds: {
      missing: { what: "파일이 이제 서버에 없습니다.", todo: "다시 올려 주세요." },
      no_model: { what: "폴더에 모델이 없습니다." },
      no_pth: { what: "압축 파일에 모델 파일(.pth)이 없습니다." },
    },
  },
  checkpoint_incompatible: {
    what: "RVC 목소리 모델이 아닙니다.",
    todo: "학습한 뒤 내보낸 작은 .pth 파일을 올려 주세요.",
    kinds: {
      discriminator: { what: "학습용 판별기(D_….pth)라 노래할 수 없습니다." },
      so_vits_svc: { what: "so-vits-svc 모델입니다." },
      gpt_sovits: { what: "GPT-SoVITS 모델입니다." },
      ddsp_svc: { what: "DDSP-SVC 모델입니다." },
      beatrice: { what: "Beatrice 모델입니다." },
      refinegan: { what: "RefineGAN 보코더를 쓰는 모델이라 여기서는 쓸 수 없습니다." },
      mrf_hifigan: { what: "MRF HiFi-GAN 보코더를 쓰는 모델이라 여기서는 쓸 수 없습니다." },
      voras: { what: "VoRAS 모델입니다." },
      ddpn08: { what: "ddPn08의 rvc-webui에서 만든, 형식이 다른 모델입니다." },
      rmvpe: { what: "RMVPE 음높이 추출 가중치입니다.", todo: "서버의 pretrained 폴더에 넣어 주세요." },
      hubert: { what: "HuBERT 콘텐츠 인코더입니다.", todo: "서버의 pretrained 폴더에 넣어 주세요." },
      bare_weights: { what: "설정이 빠진 생성기 가중치입니다." },
      other_checkpoint: { what: "다른 프로그램의 학습 체크포인트입니다." },
      other_voice_model: { what: "다른 프로그램의 목소리 모델입니다." },
      other_vocoder: { what: "지원하지 않는 보코더를 쓰는 모델입니다." },
      unknown_checkpoint: { what: "알 수 없는 체크포인트 파일입니다." },
      zip: { what: "모델이 들어 있지 않은 압축 파일입니다." },
      index: { what: "인덱스 파일입니다.", todo: "모델(.pth)과 함께 올려 주세요." },
      sound: { what: "소리 파일입니다." },
      picture: { what: "그림 파일입니다." },
      git_lfs: { what: "내용이 빠진 Git LFS 포인터 파일입니다.", todo: "원래 파일을 내려받아 올려 주세요." },
      web_page: { what: "웹 페이지가 이 이름으로 저장된 파일입니다.", todo: "원래 파일을 내려받아 올려 주세요." },
      rar: { what: "RAR 압축 파일입니다.", todo: "풀어서 ZIP으로 다시 묶어 올려 주세요." },
      seven_zip: { what: "7-Zip 압축 파일입니다.", todo: "풀어서 ZIP으로 다시 묶어 올려 주세요." },
      gzip: { what: "gzip 압축 파일입니다.", todo: "풀어서 ZIP으로 다시 묶어 올려 주세요." },
      old_tar: { what: "오래된 PyTorch 형식입니다.", todo: "새 버전의 PyTorch로 다시 저장해 올려 주세요." },
      numpy: { what: "NumPy 배열 파일입니다." },
      onnx: { what: "ONNX로 내보낸 모델입니다." },
      pickle: { what: "PyTorch가 저장하지 않은 pickle 파일입니다." },
      text: { what: "텍스트 파일입니다." },
      empty: { what: "빈 파일입니다(0바이트)." },
      unknown_file: { what: "알 수 없는 형식의 파일입니다." },
      damaged: { what: "손상되었거나 중간에 끊긴 파일입니다.", todo: "다시 내려받아 올려 주세요." },
      password: { what: "암호가 걸린 압축 파일입니다.", todo: "암호 없이 다시 묶어 올려 주세요." },
      packing: { what: "지원하지 않는 방식으로 압축된 파일입니다.", todo: "일반 ZIP으로 다시 묶어 올려 주세요." },
      no_config: { what: "설정이 빠진 모델입니다.", todo: "학습한 프로그램에서 모델을 다시 내보내 올려 주세요." },
      wrong_config: { what: "설정이 잘못된 모델입니다." },
      wrong_tensors: { what: "가중치가 빠졌거나 맞지 않는 모델입니다." },
      not_tensors: { what: "모델 가중치가 들어 있지 않은 파일입니다." },
      not_finite: { what: "학습 중에 발산한 모델이라 쓸 수 없습니다.", todo: "발산하기 전에 저장된 모델을 올려 주세요." },
      big_endian: { what: "빅 엔디언 컴퓨터에서 저장된 파일입니다." },
    },
  },
  checkpoint_unsafe: {
    what: "코드가 들어 있거나 위험하게 만들어진 파일이라 열지 않았습니다.",
    todo: "믿을 수 있는 곳에서 다시 받아 주세요.",
    kinds: {
      torchscript: { what: "코드가 들어 있는 TorchScript 파일이라 열지 않았습니다." },
      code: { what: "코드가 들어 있는 파일이라 열지 않았습니다." },
      bomb: { what: "풀면 비정상적으로 커지는 파일이라 열지 않았습니다." },
      outside_path: { what: "폴더 밖에 파일을 쓰려는 압축 파일이라 열지 않았습니다." },
      too_large: (facts) => ({ what: `${facts.amount("limit_gb")} GB가 넘는 모델 파일이라 열지 않았습니다.` }),
    },
  },
  invalid_index: {
    what: "인덱스를 읽을 수 없거나 모델과 맞지 않습니다.",
    todo: "맞는 .index와 함께 올리거나, .index 없이 올려 주세요.",
    kinds: {
      missing: { what: "인덱스 파일이 이제 서버에 없습니다." },
      not_an_index: { what: "인덱스 파일이 아닙니다." },
      no_vectors: { what: "빈 인덱스입니다.", todo: "이름이 added로 시작하는 .index를 올려 주세요." },
      other_content: { what: "이 모델과 맞지 않는 인덱스입니다." },
      damaged: { what: "손상되었거나 중간에 끊긴 인덱스입니다.", todo: "다시 내려받아 올려 주세요." },
    },
  },
  device_error: { what: "연산 장치에서 오류가 발생했습니다.", todo: "서버를 다시 켠 뒤 다시 시도해 주세요." },
  device_unavailable: { what: "고른 연산 장치를 쓸 수 없습니다.", todo: "GPU 드라이버를 확인하거나 CPU로 해 주세요." },
  out_of_memory: {
    what: "메모리가 부족합니다.",
    todo: "고급 설정에서 배치 크기를 줄이거나, 크기를 '작게'로 바꾸거나, 더 짧은 파일로 해 보세요.",
    kinds: {
      machine: (facts) => ({
        what: `${facts.amount("minutes")}분짜리 소리에는 메모리가 약 ${facts.amount("needed_gb")} GB 필요하지만, 이 서버에는 ${facts.amount("machine_gb")} GB만 있습니다.`,
        todo: "더 짧은 파일로 해 주세요.",
      }),
    },
  },
  training_failed: { what: "학습을 계속할 수 없습니다.", todo: "다른 녹음이나 설정으로 다시 시도해 보세요." },
  empty_dataset: {
    what: "쓸 만한 목소리 구간을 찾지 못했습니다.",
    todo: "조용한 곳에서 또렷하게 말하거나 노래한 녹음을 1분 넘게 올려 보세요.",
    kinds: {
      no_slices: (facts) => ({ what: `${facts.amount("seconds")}초 이상 이어지는 목소리를 찾지 못했습니다.` }),
    },
  },
  training_diverged: {
    what: "학습이 발산했습니다. 마지막으로 정상이었던 모델은 남아 있습니다.",
    todo: "이어서 하면 그 지점부터 다시 학습합니다. 또 발산하면 배치 크기를 바꿔 보세요.",
  },
  worker_killed: {
    what: "작업 프로그램이 외부에서 강제로 종료되었습니다. 메모리가 부족했을 가능성이 큽니다.",
    todo: "다른 프로그램을 닫거나, 배치 크기를 줄이거나, 더 짧은 파일로 다시 시도해 보세요.",
  },
  worker_crashed: {
    what: "작업 프로그램이 갑자기 종료되었습니다. 저장된 내용은 남아 있습니다.",
    todo: "다시 시도해 보고, 또 종료되면 배치 크기를 줄여 보세요.",
  },
  worker_not_started: {
    what: "서버가 작업할 프로그램을 시작하지 못했습니다.",
    todo: "서버 컴퓨터에서 다른 프로그램을 닫고 다시 시도해 보세요.",
  },
  file_error: {
    what: "서버가 파일을 읽거나 쓰지 못했습니다.",
    todo: "서버의 저장 공간과 폴더 권한을 확인한 뒤 다시 시도해 주세요.",
  },
  interrupted_too_often: {
    what: "서버가 여러 번 꺼지면서 작업이 중단되었습니다. 저장된 내용은 남아 있습니다.",
    todo: "서버가 안정되면 다시 시도해 주세요.",
  },
  cancelled: { what: "중지했습니다.", todo: "필요하면 다시 시작해 주세요." },
  internal_error: {
    what: "서버에서 예상하지 못한 오류가 발생했습니다.",
    todo: "다시 시도해 보고, 계속되면 서버 로그를 확인해 주세요.",
  },
  engine_error: {
    what: "오디오 엔진에서 오류가 발생했습니다.",
    todo: "다시 시도해 보고, 계속되면 서버 로그를 확인해 주세요.",
  },
};

/** 작업이 실패한 이유로는 뜻이 달라지는 코드. 올린 파일이 아니라 서버에 있는 파일을 말한다. */
export const jobErrors: Record<string, ErrorWords> = {
  checkpoint_not_found: {
    what: "필요한 가중치나 모델 파일이 서버에 없습니다.",
    todo: "보관함에서 가중치를 확인하거나, 고급 설정을 '자동'으로 두고 다시 시도해 주세요.",
  },
  checkpoint_incompatible: {
    what: "서버에 있는 가중치나 모델이 이 작업과 맞지 않습니다.",
    todo: "고급 설정을 '자동'으로 두고 처음부터 다시 시도해 주세요.",
  },
  invalid_setting: { what: "이 설정으로는 할 수 없습니다.", todo: "고급 설정을 '자동'으로 두고 다시 시도해 주세요." },
};

/** 작업을 멈추지는 않지만 알아 둘 일. */
export const warnings: Record<string, (facts: Facts) => string> = {
  batch_halved: (facts) => `메모리가 부족해 배치 크기를 ${facts.amount("batch_size")}로 줄여 계속합니다.`,
  content_not_finite: () => "읽을 수 없는 구간을 빼고 계속합니다.",
  graph_unavailable: () => "이 GPU에서는 CUDA 그래프를 쓸 수 없어 조금 느리게 계속합니다.",
  gpu_unused: () => "GPU를 쓰지 못해 CPU로 계속합니다. GPU 드라이버를 확인해 보세요.",
  index_left_out: (facts) => `${facts.text("member")}: 쓸 수 없는 인덱스라 뺐습니다.`,
  model_left_out: (facts) => `${facts.text("member")}: 다른 모델을 골라 이 파일은 뺐습니다.`,
  model_refused: (facts) => `${facts.text("member")}: 쓸 수 없는 파일이라 뺐습니다.`,
  index_missing: () => "인덱스가 없어 발음 특징을 적용하지 않고 변환합니다.",
  index_unusable: () => "인덱스를 쓸 수 없어 빼고 변환합니다.",
  no_voice_found: () => "노랫소리를 거의 찾지 못해 커버가 이상하게 들릴 수 있습니다.",
  pretrained_weights: () => "알려진 것과 다른 가중치 파일이 있습니다. 보관함에서 가중치를 확인해 보세요.",
  channels_opposed: () => "두 채널이 서로 상쇄되어(밸런스 케이블 등) 한쪽의 위상을 뒤집어 사용했습니다.",
  wav_size_unknown: () => "파일에 길이가 적혀 있지 않아(중단된 녹음 등) 끝까지 읽었습니다.",
  recording_partly_unused: (facts) => `나머지보다 훨씬 조용한 ${facts.amount("percent")}%를 뺐습니다.`,
  recording_unused: () => "쓸 수 있는 부분이 하나도 없었습니다.",
  shift_unused: () => "이 모델은 키를 바꿀 수 없어 그대로 변환합니다.",
  slices_silent: (facts) => `소리가 없는 부분 ${facts.amount("count")}곳을 뺐습니다.`,
  slices_too_short: (facts) => `너무 짧은 부분 ${facts.amount("count")}곳을 뺐습니다.`,
};
