"""Every stable word that says why: of refusals, of failed jobs and of socket answers, with its meaning.

Pages translate the words; the message beside them holds what only this case can tell (a limit, a file).
"""

ERROR_CODES: dict[str, str] = {
    # the request
    "bad_request": "The request cannot be read.",
    "method_not_allowed": "The address does not know this method.",
    "unsupported_media_type": "The body is of a kind that this call does not take.",
    "requested_range_not_satisfiable": "The file has no such range of bytes.",
    "not_found": "It is not there, or is another person's.",
    "invalid_setting": "A field's value cannot be used.",
    "invalid_name": "A name is empty, too long, or holds what a folder's name cannot.",
    "name_taken": "The person has a model of this name.",
    "consent_required": "The right to use the voice was not confirmed.",
    "method_unavailable": "The pitch method's weights are absent here.",
    # files
    "no_files": "There is no file.",
    "too_many_files": "There are more recordings than one training takes.",
    "too_large": "More than a limit allows; the message names the limit.",
    "invalid_audio": "A sound cannot be used.",
    "audio_undecodable": "No sound can be read from the file.",
    "audio_too_short": "The sound is too short.",
    "audio_silent": "There is nothing to hear.",
    "invalid_checkpoint": "A model file cannot be used.",
    "checkpoint_not_found": "There is no model where one must be.",
    "checkpoint_incompatible": "The file is no voice model, or of a kind that cannot sing here.",
    "checkpoint_unsafe": "The file holds code, or is built to do harm; it was not opened.",
    "invalid_index": "The index cannot be read or does not fit the model.",
    # what is there already, and whose turn it is
    "model_in_use": "The model is being trained.",
    "song_in_use": "A cover of the song is being made.",
    "not_resumable": "The job cannot be gone on with.",
    "still_stopping": "A job is still stopping.",
    "queue_full": "As many jobs wait as may.",
    "too_many_requests": "The person, or the address, asks too often.",
    "disk_full": "The server's disk is full.",
    # who asks
    "login_required": "The server wants its password first.",
    "wrong_password": "The password is wrong.",
    "invalid_library_key": "No library has this key.",
    "foreign_origin": "The request comes from another web site.",
    # the machine and the work
    "device_error": "The device had an error.",
    "device_unavailable": "The device cannot be used.",
    "out_of_memory": "The machine ran out of memory.",
    "training_failed": "The training cannot go on.",
    "empty_dataset": "The recordings hold nothing to learn from.",
    "training_diverged": "The losses are no numbers any more; the last good model is kept.",
    "worker_killed": "The work was killed from outside, most likely for want of memory.",
    "worker_crashed": "The work ended unexpectedly.",
    "worker_not_started": "The server could not start the program that does the work.",
    "interrupted_too_often": "The server stopped several times during the work.",
    "file_error": "The server could not read or write a file.",
    "cancelled": "The work was stopped on request.",
    "engine_error": "The engine had an error.",
    "internal_error": "The server had an error; its log says what.",
}
