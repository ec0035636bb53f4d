from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from backend.storage.database import Database
from backend.storage.tables import Base


def test_migrations_make_the_tables_that_the_code_maps(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'x.db'}")
    database.migrate()
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    database.close()
    assert differences == []
