"""The pretrained files this engine knows: their names, sizes, hashes and where to download them.

Source: RVC's published list of hashes for its own files, Applio's for its ContentVec.
"""

from dataclasses import dataclass

_RVC = "https://huggingface.co/lj1995/VoiceConversionWebUI/resolve/e6d0c1a17da07c33557852f9dfa2bd44cc75737d/"
_APPLIO = "https://huggingface.co/IAHispano/Applio/resolve/main/Resources/"

_Row = tuple[str, int | None, str]  # name, bytes where known, sha256


@dataclass(frozen=True, slots=True)
class Variant:
    """One file that can be used under a name."""

    paths: tuple[str, ...]  # where it may be, the end of its path; the first is where a download puts it
    size_bytes: int | None = None
    sha256: tuple[str, ...] = ()  # none: the hash is not published, any is fine
    address: str | None = None


@dataclass(frozen=True, slots=True)
class PretrainedEntry:
    """One name, the files that can be used under it (best first) and what it adds."""

    name: str
    adds: str
    licence: str
    variants: tuple[Variant, ...]


def entry(name: str) -> PretrainedEntry | None:
    """Return the entry of that name, None where there is none."""
    return next((item for item in MANIFEST if item.name == name), None)


def _base_entries(version: str, folder: str, rows: tuple[_Row, ...]) -> list[PretrainedEntry]:
    suffix = "" if version == "v2" else "-v1"
    return [_base_weights(name + suffix, f"{folder}/{name}.pth", size, sha256) for name, size, sha256 in rows]


def _base_weights(name: str, remote_path: str, size_bytes: int | None, sha256: str) -> PretrainedEntry:
    file_name = remote_path.rsplit("/", 1)[-1]
    if name.endswith("-v1"):
        paths = (f"pretrained_v1/{file_name}", f"pretrained/{file_name}")
    else:  # a bare file name means v2, which nearly all trainings start from
        paths = (f"pretrained_v2/{file_name}", file_name)
    part = "generator" if "G" in name else "discriminator"
    pitch = "with pitch" if name.startswith("f0") else "without pitch"
    rate = name.split("-")[0][-3:]
    version = "v1" if name.endswith("-v1") else "v2"
    variant = Variant(paths, size_bytes, (sha256,), _RVC + remote_path)
    return PretrainedEntry(name, f"RVC {version} base {part} for {rate}, {pitch}", "MIT", (variant,))


_CONTENTVEC = PretrainedEntry(
    "contentvec",
    "RVC's content features: trainings that open in other RVC programs, covers with models from them",
    "MIT",
    (
        Variant(
            ("contentvec/pytorch_model.bin",),
            378_342_945,
            ("d8dd400e054ddf4e6be75dab5a2549db748cc99e756a097c496c099f65a4854e",),
            _APPLIO + "embedders/contentvec/pytorch_model.bin",
        ),
        Variant(("contentvec/model.safetensors", "contentvec.safetensors")),
        Variant(
            ("hubert_base/pytorch_model.bin",),
            None,
            ("cc8c20f4b90a520757260197a3ff2505705a7adbd20ad9eeaa4e1a9b38442ef5",),
        ),
        Variant(
            ("hubert_base.pt", "contentvec.pt", "checkpoint_best_legacy_500.pt"),
            189_507_909,
            ("f54b40fd2802423a5643779c4861af1e9ee9c1564dc9d32f54f20b5ffba7db96",),
            _RVC + "hubert_base.pt",
        ),
    ),
)
_RMVPE = PretrainedEntry(
    "rmvpe",
    "the pitch method that follows singing best",
    "MIT",
    (
        Variant(
            ("rmvpe.pt",),
            181_184_272,
            ("6d62215f4306e3ca278246188607209f09af3dc77ed4232efdd069798c4ec193",),
            _RVC + "rmvpe.pt",
        ),
        Variant(("rmvpe.safetensors",)),
    ),
)
_STARTER = (
    PretrainedEntry(
        "starter-content",
        "the starter content encoder: trainings and covers without any download",
        "MIT",
        (
            Variant(
                ("starter/content.safetensors",),
                20_021_906,
                ("79a8bcf2916e8322c538fa165721f0965ad48a5491de01e311bb9918108b3b3d",),
            ),
        ),
    ),
    PretrainedEntry(
        "starter-base",
        "the starter base voice: a usable voice in minutes on a CPU",
        "MIT",
        (
            Variant(
                ("starter/base.safetensors",),
                13_680_868,
                ("093e4bc37192340b3566abaa85468038f8a99b07b3a5257df6d2d2a9fcc5897d",),
            ),
        ),
    ),
    PretrainedEntry(
        "starter-separator",
        "the built-in separator, Spleeter's 2-stem network: a song's voice and accompaniment",
        "MIT",
        (
            Variant(
                ("starter/separator.safetensors",),
                39_334_040,
                ("fdd418d053019f393cb04a8aa7889b394bf47f2e291235ef0e31ff1bf613f3da",),
            ),
        ),
    ),
)
_V2 = (
    ("f0G32k", 73_950_049, "2332611297b8d88c7436de8f17ef5f07a2119353e962cd93cda5806d59a1133d"),
    ("f0G40k", 73_106_273, "3b2c44035e782c4b14ddc0bede9e2f4a724d025cd073f736d4f43708453adfcb"),
    ("f0G48k", 75_465_569, "b5d51f589cc3632d4eae36a315b4179397695042edc01d15312e1bddc2b764a4"),
    ("f0D32k", 142_875_703, "bd7134e7793674c85474d5145d2d982e3c5d8124fc7bb6c20f710ed65808fa8a"),
    ("f0D40k", 142_875_703, "6b6ab091e70801b28e3f41f335f2fc5f3f35c75b39ae2628d419644ec2b0fa09"),
    ("f0D48k", 142_875_703, "2269b73c7a4cf34da09aea99274dabf99b2ddb8a42cbfb065fb3c0aa9a2fc748"),
    ("G32k", None, "869b26a47f75168d6126f64ac39e6de5247017a8658cfd68aca600f7323efb9f"),
    ("G40k", None, "a3843da7fde33db1dab176146c70d6c2df06eafe9457f4e3aa10024e9c6a4b69"),
    ("G48k", None, "2e2b1581a436d07a76b10b9d38765f64aa02836dc65c7dee1ce4140c11ea158b"),
    ("D32k", None, "d8043378cc6619083d385f5a045de09b83fb3bf8de45c433ca863b71723ac3ca"),
    ("D40k", None, "471378e894e7191f89a94eda8288c5947b16bbe0b10c3f1f17efdb7a1d998242"),
    ("D48k", None, "db01094a93c09868a278e03dafe8bb781bfcc1a5ba8df168c948bf9168c84d82"),
)
_V1 = (
    ("f0G32k", 72_795_627, "285f524bf48bb692c76ad7bd0bc654c12bd9e5edeb784dddf7f61a789a608574"),
    ("f0G40k", 72_909_665, "9115654aeef1995f7dd3c6fc4140bebbef0ca9760bed798105a2380a34299831"),
    ("f0G48k", 73_008_619, "78bc9cab27e34bcfc194f93029374d871d8b3e663ddedea32a9709e894cc8fe8"),
    ("f0D32k", 109_978_943, "294db3087236e2c75260d6179056791c9231245daf5d0485545d9e54c4057c77"),
    ("f0D40k", 109_978_943, "7d4f5a441594b470d67579958b2fd4c6b992852ded28ff9e72eda67abcebe423"),
    ("f0D48k", 109_978_943, "1b84c8bf347ad1e539c842e8f2a4c36ecd9e7fb23c16041189e4877e9b07925c"),
    ("G32k", None, "81817645cde7ed2e2d83f23ef883f33dda564924b497e84d792743912eca4c23"),
    ("G40k", None, "e428573bda1124b0ae0ae843fd8dcded6027d3993444790b3e9b0100938b2113"),
    ("G48k", None, "3862a67ea6313e8ffefc05cee6bee656ef3e089442e9ecf4a6618d60721f3e95"),
    ("D32k", None, "2ab20645829460fdad0d3c44254f1ab53c32cae50c22a66c926ae5aa30abda6f"),
    ("D40k", None, "547f66dbbcd9023b9051ed244d12ab043ba8a4e854b154cc28761ac7c002909b"),
    ("D48k", None, "8cc013fa60ed9c3f902f5bd99f48c7e3b9352d763d4d3cd6bc241c37b0bfd9ad"),
)
MANIFEST: tuple[PretrainedEntry, ...] = (
    *_STARTER,
    _CONTENTVEC,
    _RMVPE,
    *_base_entries("v2", "pretrained_v2", _V2),
    *_base_entries("v1", "pretrained", _V1),
)
# Files with a known name that contain another network, by size.
OTHER_LAYOUTS = {368_492_925: "this rmvpe.pt comes from so-vits-svc, which has another layout"}
