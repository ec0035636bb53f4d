"""Run by alembic: brings the connection it is given up to date."""

from alembic import context

from backend.storage.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
