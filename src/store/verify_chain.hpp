// The chain of one stream after another: private to verify.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/journal.hpp"
#include "store/verify.hpp"

namespace cairn {

struct StreamRow {
    std::string id;
    std::string kind;
    std::int64_t seq = 0;
    Digest head{};
};

// One journal row as it stands in the table.
struct JournalRow : JournalEntry {
    std::int64_t position = 0;
    bool has_body_key = false;

    std::string id() const { return stream + "/" + std::to_string(seq); }
    // Whether the body is there and answers to its digest.
    bool body_is_whole() const;
};

// Columns of a journal row in the order that `read_journal_row` takes.
inline constexpr std::string_view journal_columns =
    "stream, seq, at, actor, command, record_type, record_id, version, body, body_key, body_digest, receipt_digest, "
    "prev_hash, hash, position";
JournalRow read_journal_row(Row const& row);
// All zeros when the cell is no digest.
Digest read_digest(Row const& row, int column);

// Takes the stream rows of a range and the journal rows of the same range, both in order of the stream's id, the latter
// then by number; reports what does not fit together.
class ChainCheck {
public:
    ChainCheck(std::vector<StreamRow> streams, VerifyReport& report) : streams_(std::move(streams)), report_(report) {}

    // `kind` is the kind of stream that records of this entry's type lie in; empty when the type is not known.
    void take(JournalRow const& entry, std::string_view kind);
    void finish();

private:
    void start_stream(std::string const& id);
    void finish_stream();
    void check_entry(JournalRow const& entry);
    void check_body(JournalRow const& entry);
    void check_stream_row(StreamRow const& row);
    void streams_without_entries(std::string const* before);

    std::vector<StreamRow> streams_;
    VerifyReport& report_;
    std::size_t next_stream_ = 0;

    // Of the stream under way.
    std::optional<std::string> stream_{};
    std::optional<StreamRow> row_{};
    std::int64_t seq_ = 0;
    std::int64_t position_ = 0;
    Digest stored_hash_{};    // what the entry before says of itself
    Digest computed_hash_{};  // what it should say
    std::optional<Digest> hash_at_row_seq_{};
    bool kind_checked_ = false;
};

}  // namespace cairn
