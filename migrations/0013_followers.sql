-- Readers that ask what is new anywhere (store/follow.hpp) look for the transactions that have finished since they
-- last asked. SQLite commits in the order of the position and needs nothing for it.

-- engine: postgresql
CREATE INDEX journal_by_writer ON journal (writer);
-- engine: both
