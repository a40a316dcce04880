// History: who changed what about a record, and when, from the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/program/routing.hpp"

namespace cairn {

// One member before and after; the one that is empty held nothing.
struct HistoryChange {
    std::string field{};
    AnyJson before{};
    AnyJson after{};
};

// One version of a record. Without changes: only what is computed or not shown has changed, or what this version said
// was purged.
struct HistoryEntry {
    std::int64_t version = 0;
    Instant at{};
    std::string actor{};                      // as the journal keeps it: an account's id, or "operator:NAME"
    std::optional<std::string> actor_name{};  // when an account of a member of staff did it
    std::string command{};
    bool purged = false;
    std::vector<HistoryChange> changes{};
};

template <>
RecordType const& record_type<HistoryChange>();
template <>
RecordType const& record_type<HistoryEntry>();

// A member that not everybody who sees the record may read.
struct GuardedField {
    std::string_view field;
    Permission needs;
};

// A page of the record's versions, the newest first. The caller has read the record and may see it. Members that are
// sealed never show, nor do those that the program derives, nor guarded ones without their permission.
Result<HttpResponse> history_page(Call& call, Database& database, RecordType const& type, void const* record,
                                  std::vector<GuardedField> const& guarded = {});

// The row of a route for it. `visible` reads the record that the path names if the caller may see its history.
template <class Record>
Route history_route(Organization& organization, RouteHead const& head, std::vector<GuardedField> guarded = {},
                    Result<Record> (*visible)(Call& call, Organization& organization) = nullptr) {
    return list_route<HistoryEntry>(
        head, {}, [&organization, visible, guarded = std::move(guarded)](Call& call) -> Result<HttpResponse> {
            auto& database = organization.database();
            auto const record = visible != nullptr ? visible(call, organization) : read_visible<Record>(call, database);
            if (!record) return record.error();
            return history_page(call, database, record_type<Record>(), &*record, guarded);
        });
}

}  // namespace cairn
