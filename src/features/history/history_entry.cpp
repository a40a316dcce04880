#include "features/history/history.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(HistoryChange, (), (field, before, after))
BOOST_DESCRIBE_STRUCT(HistoryEntry, (), (version, at, actor, actor_name, command, purged, changes))

template <>
RecordType const& record_type<HistoryChange>() {
    static RecordType const type = describe<HistoryChange>("history_change", {});
    return type;
}

template <>
RecordType const& record_type<HistoryEntry>() {
    static RecordType const type = describe<HistoryEntry>("history_entry", {});
    return type;
}

}  // namespace cairn
