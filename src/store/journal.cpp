#include "store/journal.hpp"

#include "record/json.hpp"

namespace cairn {
namespace {

class Encoding {
public:
    Encoding& add(std::string_view part) {
        auto size = static_cast<std::uint64_t>(part.size());
        for (int byte = 0; byte < 8; ++byte, size >>= 8U) text_ += static_cast<char>(size & 0xFFU);
        text_ += part;
        return *this;
    }
    Encoding& add(std::int64_t number) { return add(std::to_string(number)); }
    Encoding& add(Digest const& digest) {
        return add(std::string_view(reinterpret_cast<char const*>(digest.data()), digest.size()));
    }
    Digest digest() const { return digest_of(text_); }

private:
    std::string text_;
};

}  // namespace

Digest entry_hash(JournalEntry const& entry) {
    return Encoding()
        .add(entry.prev_hash)
        .add(entry.stream)
        .add(entry.seq)
        .add(entry.at)
        .add(entry.actor)
        .add(entry.command)
        .add(entry.record_type)
        .add(entry.record_id)
        .add(entry.version)
        .add(entry.body_digest)
        .add(entry.receipt_digest)
        .digest();
}

Digest receipt_digest(Receipt const& receipt) {
    return Encoding()
        .add(receipt.actor)
        .add(receipt.command)
        .add(receipt.key)
        .add(receipt.request_digest)
        .add(receipt.result)
        .add(receipt.at)
        .digest();
}

std::string body_with_external_key(std::string body, std::string_view key, Digest const& content_digest) {
    body.pop_back();  // the closing brace; a record always has at least its id before it
    body += ",\"";
    body += external_member;
    body += "\":{\"key\":";
    append_json_string(body, key);
    body += ",\"content_digest\":\"" + to_hex(content_digest) + "\"}}";
    return body;
}

}  // namespace cairn
