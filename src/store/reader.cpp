#include "store/session.hpp"
#include "store/tx.hpp"

namespace cairn {

std::string_view to_string(Engine engine) { return engine == Engine::sqlite ? "sqlite" : "postgresql"; }

StreamKey directory_stream() { return {"directory", std::string(directory_stream_id)}; }

bool Reader::fetch(RecordType const& type, std::string_view id, void* record) {
    bool found = false;
    auto const sql = select_by_id_sql(type);
    each({sql, {std::string(id)}}, [&](Row const& row) {
        if (record != nullptr) read_record(type, row, record);
        found = true;
        return false;
    });
    return found;
}

std::optional<std::int64_t> Reader::integer(Statement const& statement) {
    std::optional<std::int64_t> number;
    each(statement, [&](Row const& row) {
        if (!row.is_null(0)) number = row.integer(0);
        return false;
    });
    return number;
}

std::optional<std::string> Reader::text(Statement const& statement) {
    std::optional<std::string> cell;
    each(statement, [&](Row const& row) {
        if (!row.is_null(0)) cell = std::string(row.text(0));
        return false;
    });
    return cell;
}

}  // namespace cairn
