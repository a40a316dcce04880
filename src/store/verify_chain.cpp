#include "store/verify_chain.hpp"

#include <algorithm>

namespace cairn {
namespace {

std::string entry_id(std::string const& stream, std::int64_t seq) { return stream + "/" + std::to_string(seq); }

std::string about(JournalRow const& entry) {
    return "entry about " + entry.record_type + " " + entry.record_id + ", version " + std::to_string(entry.version);
}

}  // namespace

bool JournalRow::body_is_whole() const {
    return body && has_body_key && body_key.size() == body_key_bytes && digest_of(*body, body_key) == body_digest;
}

Digest read_digest(Row const& row, int column) {
    Digest digest{};
    auto const bytes = row.bytes(column);
    if (bytes.size() == digest.size()) std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

JournalRow read_journal_row(Row const& row) {
    JournalRow entry;
    entry.stream = row.text(0);
    entry.seq = row.integer(1);
    entry.at = row.text(2);
    entry.actor = row.text(3);
    entry.command = row.text(4);
    entry.record_type = row.text(5);
    entry.record_id = row.text(6);
    entry.version = row.integer(7);
    if (!row.is_null(8)) entry.body = row.text(8);
    entry.has_body_key = !row.is_null(9);
    entry.body_key = row.bytes(9);
    entry.body_digest = read_digest(row, 10);
    entry.receipt_digest = read_digest(row, 11);
    entry.prev_hash = read_digest(row, 12);
    entry.hash = read_digest(row, 13);
    entry.position = row.integer(14);
    return entry;
}

void ChainCheck::take(JournalRow const& entry, std::string_view kind) {
    if (stream_ != entry.stream) {
        finish_stream();
        start_stream(entry.stream);
    }
    check_entry(entry);
    check_body(entry);
    if (row_ && !kind_checked_ && !kind.empty()) {
        kind_checked_ = true;
        if (row_->kind != kind) {
            report_.add("stream", row_->id,
                        "Its kind was altered: it holds records that belong to another kind of stream.");
        }
    }
}

void ChainCheck::finish() {
    finish_stream();
    streams_without_entries(nullptr);
}

void ChainCheck::start_stream(std::string const& id) {
    streams_without_entries(&id);
    stream_ = id;
    row_.reset();
    if (next_stream_ < streams_.size() && streams_[next_stream_].id == id) row_ = streams_[next_stream_++];
    seq_ = position_ = 0;
    stored_hash_ = computed_hash_ = Digest{};
    hash_at_row_seq_.reset();
    kind_checked_ = false;
    ++report_.streams;
}

void ChainCheck::streams_without_entries(std::string const* before) {
    for (; next_stream_ < streams_.size() && (before == nullptr || streams_[next_stream_].id < *before);
         ++next_stream_) {
        auto const& row = streams_[next_stream_];
        ++report_.streams;
        report_.add("stream", row.id, "No journal entry belongs to it: it was added, or its entries were removed.");
        if (row.seq > 0) {
            report_.add("journal", entry_id(row.id, 1),
                        "Entries 1 to " + std::to_string(row.seq) + " are missing, if the stream's row is right.");
        }
    }
}

void ChainCheck::check_entry(JournalRow const& entry) {
    ++report_.entries;
    auto const expected = seq_ + 1;
    bool const follows = entry.seq == expected;
    if (entry.seq > expected) {
        report_.add("journal", entry_id(entry.stream, expected),
                    expected + 1 == entry.seq
                        ? std::string("This entry is missing.")
                        : "Entries from this one to " + std::to_string(entry.seq - 1) + " are missing.");
    } else if (!follows) {
        report_.add("journal", entry.id(), "Its number lies outside the stream's count.");
    }
    auto const computed = entry_hash(entry);
    if (computed != entry.hash) {
        report_.add("journal", entry.id(),
                    "It was altered (" + about(entry) + "): it does not answer to its own hash.");
    } else if (follows && entry.prev_hash != stored_hash_ && entry.prev_hash != computed_hash_) {
        report_.add("journal", entry.id(),
                    "It does not follow from the entry before it: that one was replaced, or this one (" + about(entry) +
                        ").");
    }
    if (entry.position <= position_) {
        report_.add("journal", entry.id(), "Its position was altered: it lies before an earlier entry of its stream.");
    }
    seq_ = std::max(seq_, entry.seq);
    position_ = std::max(position_, entry.position);
    stored_hash_ = entry.hash;
    computed_hash_ = computed;
    if (row_ && entry.seq == row_->seq) hash_at_row_seq_ = entry.hash;
}

void ChainCheck::check_body(JournalRow const& entry) {
    if (!entry.body && !entry.has_body_key) {
        ++report_.purged_bodies;  // lawful: body and key go together, the chain stays
    } else if (!entry.body_is_whole()) {
        report_.add("journal", entry.id(),
                    "Its body was altered (" + about(entry) + "): it does not answer to its digest.");
    }
}

void ChainCheck::finish_stream() {
    if (!stream_) return;
    if (row_) {
        check_stream_row(*row_);
    } else {
        report_.add("stream", *stream_,
                    "Its row is missing although the journal has entries 1 to " + std::to_string(seq_) + ".");
    }
    stream_.reset();
}

void ChainCheck::check_stream_row(StreamRow const& row) {
    bool const head_is_last = row.head == stored_hash_ || row.head == computed_hash_;
    if (row.seq == seq_ && head_is_last) return;
    if (row.seq == seq_) {
        report_.add("stream", row.id,
                    "Its head is not the hash of its last journal entry, " + entry_id(row.id, seq_) +
                        ": the one or the other was altered.");
    } else if (head_is_last) {
        report_.add("stream", row.id,
                    "Its number was altered: its head is that of entry " + std::to_string(seq_) + ".");
    } else if (row.seq > seq_) {
        report_.add("journal", entry_id(row.id, seq_ + 1),
                    "Entries from this one to " + std::to_string(row.seq) +
                        " are missing: the end of the journal was cut off.");
        report_.add("stream", row.id, "It names an entry that the journal does not have.");
    } else {
        report_.add("stream", row.id, "It lies behind the journal, which has entry " + std::to_string(seq_) + ".");
        if (hash_at_row_seq_ == row.head) {
            report_.add("journal", entry_id(row.id, row.seq + 1),
                        "It and what follows lie behind the stream's own end.");
        }
    }
}

}  // namespace cairn
