#include "store/journal.hpp"

#include <boost/json.hpp>

#include <algorithm>

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

std::string body_with_external_key(std::string body, std::string_view key, Digest const& content_digest,
                                   std::string_view import_id) {
    body.pop_back();  // the closing brace; a record always has at least its id before it
    body += ",\"";
    body += external_member;
    body += "\":{\"key\":";
    append_json_string(body, key);
    body += ",\"content_digest\":\"" + to_hex(content_digest) + '"';
    if (!import_id.empty()) {
        body += ",\"import\":";
        append_json_string(body, import_id);
    }
    return body += "}}";
}

std::optional<ExternalMember> take_external_key(std::string& body) {
    // Within a JSON string no quote stands without a backslash, so this can only be the member itself.
    static std::string const start = ",\"" + std::string(external_member) + "\":";
    auto const at = body.rfind(start);
    if (at == std::string::npos) return std::nullopt;
    boost::json::error_code failed;
    auto const text = std::string_view(body).substr(at + start.size(), body.size() - at - start.size() - 1);
    auto const value = boost::json::parse(boost::json::string_view(text.data(), text.size()), failed);
    if (failed || !value.is_object()) return std::nullopt;
    auto const* key = value.as_object().if_contains("key");
    auto const* content = value.as_object().if_contains("content_digest");
    if (key == nullptr || content == nullptr || !key->is_string() || !content->is_string()) return std::nullopt;
    auto const bytes = from_hex(std::string_view(content->as_string()));
    if (!bytes || bytes->size() != digest_bytes) return std::nullopt;
    ExternalMember member{.key = std::string(std::string_view(key->as_string()))};
    std::copy(bytes->begin(), bytes->end(), member.content_digest.begin());
    auto const* import_id = value.as_object().if_contains("import");
    if (import_id != nullptr && import_id->is_string()) member.import_id = std::string_view(import_id->as_string());
    body.resize(at);
    body += '}';
    return member;
}

std::string departure_body(std::string_view stream) {
    std::string body = "{\"";
    body += moved_member;
    body += "\":";
    append_json_string(body, stream);
    return body += '}';
}

std::optional<std::string> moved_to(std::string_view body) {
    // A record's first member is its id.
    static std::string const start = "{\"" + std::string(moved_member) + "\":\"";
    if (!body.starts_with(start) || !body.ends_with("\"}")) return std::nullopt;
    return std::string(body.substr(start.size(), body.size() - start.size() - 2));
}

std::string withdrawal_body(std::string_view reason) {
    std::string body = "{\"";
    body += withdrawn_member;
    body += "\":";
    append_json_string(body, reason);
    return body += '}';
}

bool is_withdrawal(std::string_view body) {
    // A record's first member is its id.
    static std::string const start = "{\"" + std::string(withdrawn_member) + "\":\"";
    return body.starts_with(start);
}

}  // namespace cairn
