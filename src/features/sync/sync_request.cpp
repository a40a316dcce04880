#include "features/sync/sync_request.hpp"

#include "http/cursor.hpp"
#include "record/describe.hpp"

namespace cairn {

BOOST_DESCRIBE_STRUCT(SyncRequest, (), (cursor))

template <>
RecordType const& record_type<SyncRequest>() {
    static RecordType const type =
        describe<SyncRequest>("sync_request", {}, {{"cursor", {.max_characters = cursor_characters_max}}});
    return type;
}

}  // namespace cairn
