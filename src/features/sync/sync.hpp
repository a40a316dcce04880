// Sync: what a device that holds the caller's caseload needs to come up to date.
//
// The unit is the stream: a participant's chart, or the caller's own file. A cursor says how far the device has read
// each stream, by the stream's dense `seq` and never by a time. A stream that is new to the device comes whole, one
// that the caller may no longer see is named so that the device wipes it, and one that returns comes whole again.
// Offered for caseload and temporary cover only; whoever sees more works online.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/permit.hpp"
#include "base/result.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"

namespace cairn {

inline constexpr std::size_t sync_charts_max = 200;           // besides the caller's own file
inline constexpr std::size_t sync_entries_max = 5000;         // read for one answer
inline constexpr std::size_t sync_bytes_max = 4U << 20U;      // of records in one answer, one record more at most
inline constexpr std::string_view own_stream_kind = "staff";  // of the caller's own file

// How far a device has read, by stream id.
class SyncCursor {
public:
    // The text that `parse` reads back; meant to be sealed before it leaves the server.
    std::string text(std::string_view staff_id) const;
    // Nothing when it is not one of this member of staff.
    static std::optional<SyncCursor> parse(std::string_view text, std::string_view staff_id);

    std::map<std::string, std::int64_t> seqs{};
};

// A record as it stands at the end of what was read.
struct SyncRecord {
    std::string type;
    std::string id;
    std::int64_t version = 0;
    // Without sealed members; nothing once it was purged or went to another stream (the device then forgets what it
    // holds of it in this one).
    std::optional<std::string> record_json{};
};

struct SyncStream {
    std::string id;
    std::string kind;    // "participant", or "staff" for the caller's own file
    bool whole = false;  // the device forgets what it had of it first
    std::int64_t seq = 0;
    std::vector<SyncRecord> records{};
};

struct SyncAnswer {
    std::vector<SyncStream> streams{};  // those with something new
    std::vector<std::string> left{};    // to be wiped
    bool more = false;                  // ask again at once with the new cursor
    bool limited = false;               // the caller holds more than sync_charts_max charts; the newest are here
    SyncCursor cursor{};
};

// One consistent snapshot. `types` are the records there are; those of the caller's file that are none of a device's
// business (their account) stay out. Needs sync_device.
Result<SyncAnswer> changes_since(Permit const& permit, Organization& organization,
                                 std::span<RecordType const* const> types, SyncCursor const& cursor);

}  // namespace cairn
