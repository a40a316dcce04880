// Anchors: the journal's heads, kept in a file outside the database (design, Streams and the journal).
//
// The journal's own chain shows an altered entry; it cannot show that the end of it was cut off together with the rows,
// receipts and stream heads that belong to it. The anchor file can. It only grows, one JSON object to a line:
//
//   {"at":"…Z","position":123,"heads":[["STREAM",7,"HASH"],…],"previous":"…","hash":"…"}
//
// `heads` are the last entries of the streams that changed since the line before, up to journal position `position`;
// `previous` is the hash of the line before (zeros for the first); `hash` is BLAKE2b-256 of the line up to its member
// "hash". Whoever can write this file can also rewrite it: keep it where the database's own account cannot, or compare
// the hashes with those in the log.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/clock.hpp"
#include "store/database.hpp"

namespace cairn {

inline constexpr std::size_t anchor_entries_max = 5000;    // journal entries that one line covers
inline constexpr std::size_t anchor_line_max = 1U << 20U;  // bytes
inline constexpr int anchor_wait_seconds = 10;             // for writes under way on PostgreSQL

struct AnchorHead {
    std::string stream;
    std::int64_t seq = 0;
    Digest hash{};
};

struct Anchor {
    std::int64_t line = 0;  // 1, 2, 3 …
    std::string at{};
    std::int64_t position = 0;
    std::vector<AnchorHead> heads{};
    Digest previous{};
    Digest hash{};
};

struct AnchorSummary {
    std::int64_t lines = 0;  // added now; 0 when nothing had changed
    Anchor last{};           // without heads
    bool torn_line_removed = false;
};

// For the log: "anchored 12 entries up to position 345, 6c01…". Holds nothing about participants.
std::string to_string(AnchorSummary const& summary);

// Adds what changed since the last line, durable when it returns; makes the file (mode 0600) when it is missing.
// Several processes may do so at once. Refuses with `corrupted` when the file's last line was altered, or when the
// journal ends before it: then `verify` tells more. `unavailable` when a write on PostgreSQL does not end within the
// limit.
Result<AnchorSummary> write_anchor(Database& database, std::filesystem::path const& path, Clock const& clock);

// What is wrong with the file itself, by line.
struct AnchorFault {
    std::int64_t line = 0;
    std::string what;
};

struct AnchorFileReading {
    std::function<void(Anchor const&)> visit{};  // each line that is as it was written
    std::function<void(AnchorFault const&)> fault{};
};

struct AnchorFileSummary {
    std::int64_t lines = 0;
    bool torn = false;  // the last line is incomplete, as a crash leaves it; it is not an anchor
};

// Reads the whole file, a line at a time. `not_found` when it is missing.
Result<AnchorFileSummary> read_anchors(std::filesystem::path const& path, AnchorFileReading const& reading);

}  // namespace cairn
