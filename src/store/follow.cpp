#include "store/follow.hpp"

#include <charconv>

namespace cairn {
namespace {

constexpr std::string_view sqlite_mark_sql = "SELECT coalesce(max(position), 0) FROM journal";
// unbounded: what was written since the last look, one row in memory at a time
constexpr std::string_view sqlite_news_sql =
    "SELECT position, stream, record_type, record_id, version FROM journal WHERE position > $1 ORDER BY position";

constexpr std::string_view postgres_mark_sql = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text";
// unbounded: what was written since the last look, one chunk in memory at a time
constexpr std::string_view postgres_news_sql =
    "SELECT position, stream, record_type, record_id, version FROM journal WHERE writer >= $1::text::xid8 "
    "AND writer < $2::text::xid8 ORDER BY position";

std::string current_mark(Reader& reader) {
    if (reader.engine() == Engine::postgresql) return reader.text({postgres_mark_sql}).value_or("0");
    return std::to_string(reader.integer({sqlite_mark_sql}).value_or(0));
}

std::int64_t to_position(std::string const& mark) {
    std::int64_t position = 0;
    std::from_chars(mark.data(), mark.data() + mark.size(), position);
    return position;
}

}  // namespace

JournalFollower::JournalFollower(Database& database) : database_(database) {
    database_.read([this](Reader& reader) { mark_ = current_mark(reader); });
}

void JournalFollower::poll(std::function<void(JournalNews const&)> const& visit) {
    std::string next;
    database_.read([&](Reader& reader) {
        next = current_mark(reader);
        if (next == mark_) return;
        auto const statement = reader.engine() == Engine::postgresql ? Statement{postgres_news_sql, {mark_, next}}
                                                                     : Statement{sqlite_news_sql, {to_position(mark_)}};
        reader.each(statement, [&](Row const& row) {
            visit({row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4)});
            return true;
        });
    });
    mark_ = next;
}

}  // namespace cairn
