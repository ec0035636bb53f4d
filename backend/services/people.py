"""Who somebody is (a signed cookie, a library key, an optional password), and leaving no trace."""

import hmac
import secrets

from itsdangerous import BadSignature, URLSafeSerializer

from backend.errors import ApiError, not_found
from backend.extensions import sleep
from backend.services.context import Context
from backend.services.covers import discard_cover
from backend.services.models import discard, is_in_training
from backend.services.songs import delete_song
from backend.storage.tables import Cover, Model, Song
from backend.storage.workspace import remove, save_secret

CANCEL_WAIT_SECONDS = 20.0
OTHERS_DELETED = "Its recordings are needed; all others are deleted."


class Identity:
    """Signs and reads the cookies."""

    def __init__(self, secret: bytes) -> None:
        """Derive all signatures from `secret`."""
        self.flask_key = secret
        self._owner = URLSafeSerializer(secret, salt="persona-owner")
        self._login = URLSafeSerializer(secret, salt="persona-login")

    def owner_token(self, owner_id: str) -> str:
        """Return the cookie's value of a person."""
        return str(self._owner.dumps(owner_id))

    def read_owner(self, token: str) -> str | None:
        """Return the person's id; None where the value was not made here."""
        return self._read(self._owner, token)

    def login_token(self, password: str) -> str:
        """Return the cookie's value of somebody who knows `password`; the password cannot be read from it."""
        return str(self._login.dumps(self._mark(password)))

    def is_logged_in(self, token: str, password: str) -> bool:
        """Return whether a cookie was given for this very password."""
        return hmac.compare_digest(
            (self._read(self._login, token) or "").encode(), self._mark(password).encode()
        )

    def _mark(self, password: str) -> str:
        return hmac.new(self.flask_key, password.encode(), "sha256").hexdigest()

    def _read(self, serializer: URLSafeSerializer, token: str) -> str | None:
        try:
            return str(serializer.loads(token))
        except BadSignature:
            return None


def load_identity(context: Context) -> Identity:
    """Return the signer, whose key is made with mode 600 on first use."""
    return Identity(save_secret(context.workspace.private / "secret.key", secrets.token_hex(32).encode()))


def ensure_owner(context: Context, owner_id: str) -> None:
    """See that a person whose cookie is signed has a row; it comes with the first thing they keep."""
    if context.library.owner(owner_id) is None:
        context.library.create_owner(owner_id)


def library_key(context: Context, owner_id: str) -> str:
    """Return the key that brings a library back in another browser."""
    owner = context.library.owner(owner_id)
    if owner is None:
        raise not_found("library")
    return owner.library_key


def owner_of_key(context: Context, key: str) -> str:
    """Return the id of the person of a library key.

    Raises:
        ApiError: there is no such key.
    """
    owner = context.library.owner_of_key(key.strip().upper())
    if owner is None:
        raise ApiError(404, "invalid_library_key", "No library has this key.", "key")
    return owner.id


def delete_recordings(context: Context, owner_id: str) -> None:
    """Delete all uploaded recordings and songs of a person; models and covers stay.

    Raises:
        ApiError: a job needs one of them; all others are deleted.
    """
    in_use: list[ApiError] = []
    for model in context.library.list_of(Model, owner_id):
        if is_in_training(context, model):
            in_use.append(ApiError(409, "model_in_use", f"{model.name} is in training. {OTHERS_DELETED}"))
            continue
        for name in ("recordings", "slices", "checkpoints"):
            remove(context.workspace.model_dir(model.folder) / name)
    for song in context.library.list_of(Song, owner_id):
        try:
            delete_song(context, song)
        except ApiError as error:
            in_use.append(error)
    if in_use:
        raise in_use[0]


def delete_everything(context: Context, owner_id: str) -> None:
    """Stop a person's jobs and delete all that is theirs, from the database and the disk."""
    for job in context.jobs.active_of(owner_id):
        context.dispatcher.cancel(job)
    waited = 0.0
    while context.jobs.active_of(owner_id) and waited < CANCEL_WAIT_SECONDS:
        sleep(0.1)
        waited += 0.1
    if context.jobs.active_of(owner_id):
        raise ApiError(
            503, "still_stopping", "A job is still stopping. Please try again.", retry_after_seconds=5
        )
    for model in context.library.list_of(Model, owner_id):
        discard(context, model)
    for cover in context.library.list_of(Cover, owner_id):
        discard_cover(context, cover)
    for song in context.library.list_of(Song, owner_id):
        delete_song(context, song)
    _forget_jobs(context, owner_id)
    context.library.remove_owner(owner_id)


def _forget_jobs(context: Context, owner_id: str) -> None:
    while jobs := context.jobs.list_of(owner_id, limit=100, offset=0):
        for job in jobs:
            remove(context.workspace.cache / f"preview-{job.id}.wav")
        context.jobs.remove([job.id for job in jobs])
