// The journal's entries and their chain (design, Streams and the journal).
//
//   body_digest    = BLAKE2b-256(key = body_key, body)
//   receipt_digest = BLAKE2b-256 over the receipt's columns
//   hash           = BLAKE2b-256 over prev_hash and every column of the header, body_digest and receipt_digest included
//
// Each column enters a digest behind its length (8 bytes, little-endian), so that no two headers share one encoding. A
// lawful purge takes body and body_key away; the chain still verifies.
#pragma once

#include <optional>
#include <string>

#include "base/bytes.hpp"

namespace cairn {

inline constexpr std::size_t body_key_bytes = 16;

struct JournalEntry {
    std::string stream;
    std::int64_t seq = 0;  // 1, 2, 3 … within the stream, without gaps
    std::string at;
    std::string actor;
    std::string command;
    std::string record_type;
    std::string record_id;
    std::int64_t version = 0;
    std::optional<std::string> body;  // the whole record as JSON; empty after a purge
    Bytes body_key;
    Digest body_digest{};
    Digest receipt_digest{};
    Digest prev_hash{};  // all zero for the first entry of a stream
    Digest hash{};
};

struct Receipt {
    std::string actor;
    std::string command;
    std::string key;
    Digest request_digest{};
    std::string result;
    std::string at;
};

Digest entry_hash(JournalEntry const& entry);
Digest receipt_digest(Receipt const& receipt);

// The outside key of an imported record stands in its entry's body as the reserved last member "_external", with the
// import that brought it in when there is a record of that.
inline constexpr std::string_view external_member = "_external";
std::string body_with_external_key(std::string body, std::string_view key, Digest const& content_digest,
                                   std::string_view import_id = {});

struct ExternalMember {
    std::string key;
    Digest content_digest{};
    std::string import_id{};
};
// The other way: cuts the member off the body, which is then the record as `to_json` writes it; nullopt when it has
// none.
std::optional<ExternalMember> take_external_key(std::string& body);

// A record may move to another stream. The one it lay in then ends its part of the record's history with a departure:
// an entry of the record's next version that says only where it went, {"_moved_to":"STREAM"}. The other stream goes on
// with the record in that version. A departure holds nothing about anybody and is never purged.
inline constexpr std::string_view moved_member = "_moved_to";
std::string departure_body(std::string_view stream);
// Where the record went; nullopt when the body is a record.
std::optional<std::string> moved_to(std::string_view body);

// A record may be taken back (Tx::withdraw_row). The entry of its next version then says only why,
// {"_withdrawn":"REASON"}; what the record said stands in the entries before. Its row and outside keys are gone, and
// its id may begin anew with version 1.
inline constexpr std::string_view withdrawn_member = "_withdrawn";
std::string withdrawal_body(std::string_view reason);
bool is_withdrawal(std::string_view body);

}  // namespace cairn
