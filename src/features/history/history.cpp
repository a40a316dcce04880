#include "features/history/history.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>

#include "store/journal.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

constexpr std::string_view versions_sql =
    "SELECT j.version, j.at, j.actor, s.display_name, j.command, j.body FROM journal j "
    "LEFT JOIN account a ON a.id = j.actor LEFT JOIN staff s ON s.id = a.staff_id "
    "WHERE j.stream = $1 AND j.record_type = $2 AND j.record_id = $3 AND j.version < $4 "
    "ORDER BY j.version DESC LIMIT $5";

struct Version {
    HistoryEntry entry;
    std::optional<json::object> body{};
};

std::string text_of(RecordType const& type, void const* record, std::string_view field) {
    return std::get<std::string>(type.fields[type.index_of(field)].get(record));
}

std::string stream_of(RecordType const& type, void const* record) {
    if (type.stream.id_field.empty()) return std::string(directory_stream_id);
    return text_of(type, record, type.stream.id_field);
}

Version read_version(RecordType const& type, Row const& row) {
    Version version;
    version.entry.version = row.integer(0);
    version.entry.at = Instant::parse(row.text(1)).value();
    version.entry.actor = row.text(2);
    if (!row.is_null(3)) version.entry.actor_name = row.text(3);
    version.entry.command = row.text(4);
    version.entry.purged = row.is_null(5);
    if (!row.is_null(5)) version.body = json::parse(without_sealed(type, row.text(5))).as_object();
    return version;
}

AnyJson member(std::optional<json::object> const& body, std::string_view name) {
    auto const* value = body ? body->if_contains(name) : nullptr;
    return {value == nullptr || value->is_null() ? std::string() : json::serialize(*value)};
}

class Shown {
public:
    Shown(Permit const& permit, RecordType const& type, std::vector<GuardedField> const& guarded)
        : permit_(permit), type_(type), guarded_(guarded) {}

    std::vector<HistoryChange> changes(Version const* before, Version const& after) const {
        std::vector<HistoryChange> changes;
        if (after.entry.purged) return changes;
        for (auto const& field : type_.fields) {
            if (!shows(field)) continue;
            HistoryChange change{.field = std::string(field.name), .after = member(after.body, field.name)};
            if (before != nullptr) change.before = member(before->body, field.name);
            if (change.before.text != change.after.text) changes.push_back(std::move(change));
        }
        return changes;
    }

private:
    bool shows(Field const& field) const {
        if (field.name == "id" || field.name == "version" || field.rule.derived) return false;
        return std::all_of(guarded_.begin(), guarded_.end(), [&](GuardedField const& guarded) {
            return guarded.field != field.name || permit_.allows(guarded.needs);
        });
    }

    Permit const& permit_;
    RecordType const& type_;
    std::vector<GuardedField> const& guarded_;
};

// Versions before `below`, the newest first; those whose entry says that the record went elsewhere are not among them.
std::vector<Version> versions_below(Database& database, RecordType const& type, void const* record, std::int64_t below,
                                    std::size_t limit) {
    std::vector<Version> versions;
    database.read([&](Reader& reader) {
        versions.clear();
        SqlValues const parameters{stream_of(type, record), std::string(type.name), text_of(type, record, "id"), below,
                                   static_cast<std::int64_t>(limit)};
        reader.each({versions_sql, parameters}, [&](Row const& row) {
            if (!moved_to(row.text(5))) versions.push_back(read_version(type, row));
            return true;
        });
    });
    return versions;
}

}  // namespace

Result<HttpResponse> history_page(Call& call, Database& database, RecordType const& type, void const* record,
                                  std::vector<GuardedField> const& guarded) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    auto below = std::numeric_limits<std::int64_t>::max();
    if (*after) std::from_chars((*after)->data(), (*after)->data() + (*after)->size(), below);

    auto versions = versions_below(database, type, record, below, *limit + 1);
    Shown const shown(call.permit, type, guarded);
    Page page(call);
    for (std::size_t i = 0; i < std::min(versions.size(), *limit); ++i) {
        auto& version = versions[i];
        version.entry.changes = shown.changes(i + 1 < versions.size() ? &versions[i + 1] : nullptr, version);
        page.add_record(version.entry);
    }
    if (versions.size() > *limit) page.next(std::to_string(versions[*limit - 1].entry.version));
    return std::move(page).response();
}

}  // namespace cairn
